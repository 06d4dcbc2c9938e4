/**
 * Loaded into a server process before anything else. Counts what the process says to the world
 * outside (each statement to the database, each request to the processor, each line to the mail
 * server, each answer to a caller), and kills it with SIGKILL before the N-th. Between two such
 * sayings a crash cannot be told apart from outside: what the process knew is gone either way.
 *
 * The process also waits for its start signal with everything loaded, and goes by a clock that its
 * parent moves. Nothing of the program is replaced.
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { Socket } from "node:net";
import { nameOfStatement, RECEIVES } from "./statement-names.ts";
import { shortenRetryPauses } from "#test/support/quick-retries.ts";

/** What the parent may order; each is answered with the number of sayings counted since the last order. */
export type Order =
  | { readonly kind: "start" }
  | { readonly kind: "clock"; readonly offsetMs: number }
  | {
      readonly kind: "count";
      readonly killBefore: number | null;
      readonly peers?: readonly string[];
    };

export interface OrderAnswer {
  readonly counted: number;
  readonly said: readonly string[];
}

/** Where the last saying before the kill is written to. */
const LAST_WORDS_FD = 4;

const peers = new Map<number, string>([
  [portOf("DATABASE_URL"), "SQL"],
  [portOf("STRIPE_API_BASE"), "processor"],
  [portOf("SMTP_URL"), "mail server"],
]);
const isCountingChangesOnly = process.env["KILL_COUNTS"] === "changes";
const ownPort = Number(process.env["PORT"]);

/** Where everything that a socket sends passes. */
const WRITE = "_writeGeneric";

type Write = (isMany: boolean, data: unknown, ...rest: unknown[]) => void;

/** Names of statements that were sent with their text once. */
const statements = new Map<string, string>(
  ["begin", "commit", "rollback"].map((text) => [nameOfStatement(text), text]),
);

const inTransaction = new WeakSet<Socket>();

const PEERS: readonly string[] = ["SQL", "processor", "mail server", "caller"];
let counted = PEERS;
let said: string[] = [];
let isCounting = false;
let killBefore: number | null = null;

countWrites();
moveClock();
shortenRetryPauses();
await import("../../src/server.ts");
await import("../../src/cli/serve.ts");
flushCompileCache();
await untilStarted();

function portOf(variable: string): number {
  const text = process.env[variable];
  return text === undefined ? -1 : Number(new URL(text).port);
}

function countWrites(): void {
  const prototype = Socket.prototype as unknown as Record<typeof WRITE, Write>;
  const write = prototype[WRITE];
  prototype[WRITE] = function (this: Socket, isMany, data, ...rest) {
    const peer = peers.get(this.remotePort ?? 0) ?? (this.localPort === ownPort ? "caller" : null);
    if (peer !== null) note(peer, this, textOf(isMany, data));
    write.call(this, isMany, data, ...rest);
  };
}

function textOf(isMany: boolean, data: unknown): string {
  const chunks = isMany ? (data as { chunk: Buffer | string }[]).map((one) => one.chunk) : [data];
  return chunks
    .map((chunk) =>
      typeof chunk === "string" ? chunk : Buffer.from(chunk as Buffer).toString("latin1"),
    )
    .join("");
}

function note(peer: string, socket: Socket, text: string): void {
  const saying = peer === "SQL" ? statementOf(text) : text.split(/[\r\n]/, 1)[0];
  if (saying === null) return;
  const isSeen = peer !== "SQL" || isSeenOutside(socket, saying ?? "");
  if (!isCounting || (isCountingChangesOnly && !isSeen) || !counted.includes(peer)) return;
  const words = `${peer}: ${(saying ?? "").replaceAll(/[^\x20-\x7e]/g, "").slice(0, 90)}`;
  if (killBefore !== null && said.length + 1 >= killBefore) {
    try {
      writeSync(LAST_WORDS_FD, words);
    } finally {
      process.kill(process.pid, "SIGKILL");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
  }
  said.push(words);
}

/**
 * Whether a statement changes what others see: COMMIT does, and a change outside a transaction. What
 * is said inside one is forgotten by a crash, as if it had not been said.
 */
function isSeenOutside(socket: Socket, statement: string): boolean {
  const text = statement.trim().toLowerCase();
  if (text.startsWith("begin")) inTransaction.add(socket);
  const isInside = inTransaction.has(socket);
  const isEnd = /^(commit|rollback)\b/.test(text);
  if (isEnd) inTransaction.delete(socket);
  if (isInside) return text.startsWith("commit");
  if (text.startsWith("select")) return text.includes("add_job") || text.includes(RECEIVES);
  return !/^(begin|commit|rollback|set|listen|unlisten|deallocate)\b/.test(text);
}

/** What a message to the database says; `null` for a greeting, and for the queue asking whether there is work. */
function statementOf(text: string): string | null {
  if (text.includes("get_job/") || text.includes("user\0quittance")) return null;
  const parsed = /([\w-]{22})\0([a-z][^\0]+)\0/i.exec(text);
  if (parsed?.[1] && parsed[2]) statements.set(parsed[1], parsed[2]);
  for (const [, name = ""] of text.matchAll(/([\w-]{22})\0/g)) {
    const statement = statements.get(name);
    if (statement !== undefined) return statement;
  }
  return text.slice(5);
}

function moveClock(): void {
  const RealDate = Date;
  let offsetMs = 0;
  process.on("message", (order: Order) => {
    if (order.kind === "clock") offsetMs = order.offsetMs;
  });
  const now = (): number => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}

async function untilStarted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.on("message", (order: Order) => {
    const answer: OrderAnswer = { counted: said.length, said };
    if (order.kind === "count") {
      isCounting = true;
      killBefore = order.killBefore;
      counted = order.peers ?? PEERS;
      said = [];
    }
    process.send?.(answer);
    if (order.kind === "start") resolve();
  });
  process.on("disconnect", () => process.exit(1));
  process.send?.({ counted: 0, said: [] });
  await promise;
  process.channel?.unref();
}
