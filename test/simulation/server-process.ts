import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "#test/support/free-port.ts";
import type { Order, OrderAnswer } from "./kill-at.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PRELOAD = fileURLToPath(new URL("kill-at.ts", import.meta.url));

/** `quittance serve` as a real process, which can be killed and started anew at the same address. */
export interface ServerProcess {
  /** The address that stays; connections to it break while no process runs. */
  readonly url: string;
  isAlive(): boolean;
  /** Starts one; resolves when it serves. Loads the next one already, if told so. */
  start(options?: { isNextLoaded: boolean }): Promise<void>;
  /**
   * Counts what the process says to the outside from now on, and kills it before the so many-th
   * saying to one of the peers, or to any; answers what it said since it was asked the last time.
   */
  count(killBefore: number | null, peers?: readonly string[]): Promise<OrderAnswer>;
  /** Moves the clock of this process and all later ones. */
  setClock(offsetMs: number): Promise<void>;
  /** Resolves when the process has died, with what it was about to say. */
  died(): Promise<string>;
  stop(): Promise<void>;
}

export async function startServerProcess(
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const door = await openDoor();
  let current: Running | null = null;
  let next: Promise<Running> | null = null;
  let offsetMs = 0;
  const load = (): Promise<Running> => loadProcess({ ...environment, PUBLIC_URL: door.url });
  return {
    url: door.url,
    isAlive: () => current?.isAlive() ?? false,
    async start({ isNextLoaded } = { isNextLoaded: false }) {
      current = await (next ?? load());
      next = null;
      await current.order({ kind: "clock", offsetMs });
      await current.serve();
      door.leadTo(current.port);
      if (isNextLoaded) next = load();
    },
    count: async (killBefore, peers) => {
      if (!current?.isAlive()) return { counted: 0, said: [] };
      return current.order({ kind: "count", killBefore, ...(peers ? { peers } : {}) });
    },
    async setClock(offset) {
      offsetMs = offset;
      if (current?.isAlive()) await current.order({ kind: "clock", offsetMs });
    },
    died: async () => (await current?.ended) ?? "",
    async stop() {
      door.leadTo(null);
      for (const one of [current, await next]) {
        one?.kill();
        await one?.ended;
      }
      await door.close();
    },
  };
}

interface Running {
  readonly port: number;
  readonly ended: Promise<string>;
  isAlive(): boolean;
  serve(): Promise<void>;
  order(order: Order): Promise<OrderAnswer>;
  kill(): void;
}

async function loadProcess(environment: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", PRELOAD, `${ROOT}src/cli/main.ts`, "serve"], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_COMPILE_CACHE: join(tmpdir(), "quittance-compile-cache"),
      ...environment,
      PORT: String(port),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
  });
  const texts = { out: "", err: "", lastWords: "" };
  const ready = Promise.withResolvers<void>();
  read(child, 1, (text) => {
    texts.out += text;
    if (texts.out.includes("Quittance is ready")) ready.resolve();
  });
  read(child, 2, (text) => (texts.err += text));
  read(child, 4, (text) => (texts.lastWords += text));
  let isAlive = true;
  const ended = Promise.withResolvers<string>();
  const answers: ((answer: OrderAnswer) => void)[] = [];
  child.once("close", () => {
    isAlive = false;
    ready.reject(new Error(`the server ended: ${texts.err}${texts.out}`));
    ended.resolve(texts.lastWords);
    for (const answer of answers.splice(0)) answer({ counted: 0, said: [] });
  });
  ready.promise.catch(() => undefined);
  const loaded = Promise.withResolvers<void>();
  answers.push(() => loaded.resolve());
  child.on("message", (answer) => answers.shift()?.(answer as OrderAnswer));
  child.on("error", () => undefined); // an order to a process that has just died
  await loaded.promise;
  const order = (given: Order): Promise<OrderAnswer> => {
    const { promise, resolve } = Promise.withResolvers<OrderAnswer>();
    if (!isAlive || !child.connected)
      void ended.promise.then(() => resolve({ counted: 0, said: [] }));
    else {
      answers.push(resolve);
      child.send(given, () => undefined);
    }
    return promise;
  };
  return {
    port,
    ended: ended.promise,
    isAlive: () => isAlive,
    async serve() {
      await order({ kind: "start" });
      await ready.promise;
    },
    order,
    kill: () => child.kill("SIGKILL"),
  };
}

function read(child: ChildProcess, fd: number, take: (text: string) => void): void {
  child.stdio[fd]?.on("data", (chunk: Buffer) => take(chunk.toString("utf8")));
}

interface Door {
  readonly url: string;
  leadTo(port: number | null): void;
  close(): Promise<void>;
}

/** One address in front of whichever process serves at the moment. */
async function openDoor(): Promise<Door> {
  let port: number | null = null;
  const open = new Set<Socket>();
  const server = createServer((caller) => {
    if (port === null) return caller.destroy();
    const process = connect(port, "127.0.0.1");
    const end = (): void => {
      for (const socket of [caller, process]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [caller, process]) {
      open.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    caller.pipe(process).pipe(caller);
    return undefined;
  });
  const own = await freePort();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(own, "127.0.0.1", resolve);
  await promise;
  return {
    url: `http://127.0.0.1:${own}`,
    leadTo(next) {
      port = next;
    },
    async close() {
      for (const socket of open) socket.destroy();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
