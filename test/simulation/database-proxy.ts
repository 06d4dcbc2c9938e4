import { connect, createServer, type Server, type Socket } from "node:net";
import { isCommit } from "./statement-names.ts";

/** How a database connection breaks. */
export type Break =
  /** COMMIT never reaches the database. */
  | "before_commit"
  /** The database committed; its answer never arrives. */
  | "after_commit"
  /** Whatever is said next is lost. */
  | "any_statement";

export interface DatabaseProxy {
  /** The same database, through the proxy. */
  readonly url: string;
  /** Breaks the connection that says the so many-th matching thing from now on. */
  arm(kind: Break, nth: number): void;
  /** Disarms; answers whether what was armed had happened. */
  disarm(): boolean;
  /** While down, every connection is broken and none is accepted. */
  setDown(isDown: boolean): void;
  stop(): Promise<void>;
}

interface Armed {
  readonly kind: Break;
  left: number;
}

/** Stands between the program and its PostgreSQL, and breaks connections at chosen statements. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = addressOf(databaseUrl);
  const open = new Set<Socket>();
  let armed: Armed | null = null;
  let hasHappened = false;
  let isDown = false;

  const meets = (chunk: Buffer): Break | null => {
    if (!armed) return null;
    if (armed.kind !== "any_statement" && !isCommit(chunk)) return null;
    armed.left -= 1;
    if (armed.left > 0) return null;
    const { kind } = armed;
    armed = null;
    hasHappened = true;
    return kind;
  };

  const server = createServer((client) => {
    if (isDown) {
      client.destroy();
      return;
    }
    const database = connect(target);
    const end = (): void => {
      client.destroy();
      database.destroy();
      open.delete(client);
    };
    open.add(client);
    let isCutAtAnswer = false;
    let isStarted = false;
    client.on("data", (chunk) => {
      const kind = isStarted ? meets(chunk) : null;
      isStarted = true;
      if (kind === "before_commit" || kind === "any_statement") return end();
      if (kind === "after_commit") isCutAtAnswer = true;
      database.write(chunk);
    });
    database.on("data", (chunk) => {
      if (isCutAtAnswer) return end();
      client.write(chunk);
    });
    endTogether([client, database], end);
  });
  const port = await listen(server);
  return {
    url: throughPort(databaseUrl, port),
    arm(kind, nth) {
      armed = { kind, left: nth };
      hasHappened = false;
    },
    disarm() {
      armed = null;
      const happened = hasHappened;
      hasHappened = false;
      return happened;
    },
    setDown(down) {
      isDown = down;
      if (down) for (const socket of open) socket.destroy();
    },
    async stop() {
      for (const socket of open) socket.destroy();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      await promise;
    },
  };
}

function endTogether(sockets: readonly Socket[], end: () => void): void {
  for (const socket of sockets) {
    socket.setNoDelay(true);
    socket.on("error", end);
    socket.on("close", end);
  }
}

function addressOf(databaseUrl: string): { path: string } | { host: string; port: number } {
  const url = new URL(databaseUrl);
  const directory = url.searchParams.get("host");
  const port = url.searchParams.get("port") ?? (url.port || "5432");
  if (directory?.startsWith("/")) return { path: `${directory}/.s.PGSQL.${port}` };
  return { host: url.hostname, port: Number(port) };
}

function throughPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.search = "";
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return url.href;
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
