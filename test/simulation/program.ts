import { serve } from "@hono/node-server";
import { Logger, runOnce, type TaskList } from "graphile-worker";
import pg from "pg";
import { buildApp } from "#src/app.ts";
import { createParts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { jobHandlers } from "#src/server.ts";
import { freePort } from "#test/support/free-port.ts";
import type { OrderAnswer } from "./kill-at.ts";
import { startServerProcess } from "./server-process.ts";
import { SECRET_KEY } from "./template.ts";

/** Quittance as the simulation runs it: in this process, or as a real process that can be killed. */
export interface Program {
  readonly kind: "inside" | "process";
  readonly url: string;
  isAlive(): boolean;
  /** Runs the jobs that are due until none is left, as far as the database lets it. */
  runJobs(): Promise<void>;
  /** The process dies before its so many-th saying to the outside. */
  killBefore(saying: number | null): Promise<OrderAnswer>;
  died(): Promise<string>;
  restart(): Promise<void>;
  setClock(offsetMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ProgramNeeds {
  /** Through the proxy that breaks connections. */
  readonly databaseUrl: string;
  /** Straight there, to see what is left to do. */
  readonly admin: pg.Client;
  readonly stripeApiBase: string;
  readonly smtpUrl: string;
  readonly now: () => Date;
  /** While the database cannot be reached, no job is waited for. */
  readonly isDatabaseDown: () => boolean;
  readonly onLog: (line: string) => void;
}

function environmentOf(needs: ProgramNeeds): Record<string, string> {
  return {
    SECRET_KEY,
    STRIPE_API_BASE: needs.stripeApiBase,
    SMTP_URL: needs.smtpUrl,
    MAIL_FROM: "billing@nordlicht.example",
    SWEEP_SECONDS: "86400",
  };
}

/** In this process: the quickest, with jobs run when the simulation says so. */
export async function startInside(needs: ProgramNeeds): Promise<Program> {
  const port = await freePort();
  const config = readConfig({ ...environmentOf(needs), PORT: String(port) });
  const log = createLog("warn", { write: needs.onLog });
  const parts = await createParts(config, log, needs.databaseUrl, needs.now);
  const server = serve({ fetch: buildApp(parts).fetch, port, hostname: "127.0.0.1" });
  const pool = new pg.Pool({ connectionString: needs.databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const taskList: TaskList = Object.fromEntries(
    Object.entries(jobHandlers(parts)).map(([name, handler]) => [
      name,
      async (payload: unknown) => (handler as (payload: unknown) => Promise<void>)(payload),
    ]),
  );
  const logger = new Logger(() => () => undefined);
  return {
    kind: "inside",
    url: config.publicUrl,
    isAlive: () => true,
    async runJobs() {
      const options = {
        pgPool: pool,
        taskList,
        noHandleSignals: true,
        parsedCronItems: [],
        logger,
      };
      await runOnce(options).catch((error: unknown) =>
        needs.onLog(`jobs broke off: ${String(error)}`),
      );
    },
    killBefore: async () => ({ counted: 0, said: [] }),
    died: async () => "",
    restart: async () => undefined,
    setClock: async () => undefined,
    async stop() {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await pool.end();
      await parts.close();
    },
  };
}

/** As `quittance serve`, which can be killed; its jobs run by themselves. */
export async function startAsProcess(needs: ProgramNeeds): Promise<Program> {
  const { admin } = needs;
  const server = await startServerProcess({
    ...environmentOf(needs),
    DATABASE_URL: needs.databaseUrl,
    LOG_LEVEL: "warn",
  });
  await server.start();
  return {
    kind: "process",
    url: server.url,
    isAlive: () => server.isAlive(),
    runJobs: () => untilQuiet(admin, () => server.isAlive() && !needs.isDatabaseDown()),
    killBefore: (saying) => server.count(saying),
    died: () => server.died(),
    async restart() {
      await letGoOfDead(admin);
      await server.start();
    },
    setClock: (offsetMs) => server.setClock(offsetMs),
    stop: () => server.stop(),
  };
}

/** Jobs that a dead process had in hand: the queue gives them up after four hours. */
export const DEAD_WORKER = "dead";

export async function letGoOfDead(admin: pg.Client): Promise<void> {
  await admin.query(
    `update graphile_worker._private_jobs set locked_by = '${DEAD_WORKER}' where locked_at is not null`,
  );
}

/** Waits until no job is due, or the process has died. */
export async function untilQuiet(
  admin: pg.Client,
  isAlive: () => boolean,
  patience = PATIENCE,
): Promise<void> {
  while (isAlive()) {
    const { rows } = await admin.query<{ left: number }>(DUE, [patience]);
    if (rows[0]?.left === 0) return;
    await admin.query("select pg_sleep(0.004)");
  }
}

/** What is in hand for longer was taken over a connection that broke: no worker knows of it. */
const PATIENCE = "8 seconds";

const DUE = `select count(*)::int as left from graphile_worker._private_jobs
  where run_at <= now() and attempts < max_attempts and locked_by is distinct from '${DEAD_WORKER}'
    and (locked_at is null or locked_at > now() - $1::interval)`;
