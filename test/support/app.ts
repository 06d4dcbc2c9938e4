import { serve } from "@hono/node-server";
import { Logger, runOnce, type TaskList } from "graphile-worker";
import pg from "pg";
import { buildApp } from "#src/app.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { createParts, type Parts } from "#src/parts.ts";
import { type Config, readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { jobHandlers } from "#src/server.ts";
import { type CheckedSandbox, startCheckedSandbox } from "./checked-sandbox.ts";
import { createTestDatabase } from "./database.ts";
import { freePort } from "./free-port.ts";
import { somePasswordHash } from "./person.ts";
import { shortenRetryPauses } from "./quick-retries.ts";
import { type Seller, sellerOf } from "./seller.ts";

/** The whole program on a database of its own, listening, with the sandbox as its processor. */
export interface TestApp {
  readonly url: string;
  readonly parts: Parts;
  readonly sandbox: CheckedSandbox;
  readonly databaseUrl: string;
  /** The clock everything in the program goes by; tests move it instead of waiting. */
  readonly clock: { now: Date };
  /** Makes a business with its owner's API key. */
  seller(name?: string): Promise<Seller>;
  /** Delivers the webhooks under way, then runs every job that is due, until nothing is left. */
  settle(): Promise<void>;
  /** Runs every job that is due, and the ones they add, without waiting for webhooks. */
  runJobs(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly environment?: Record<string, string>;
  /** Real time unless a moment is given. */
  readonly now?: Date;
  /** Sees every line of the log, down to the finest; without it the log is silent. */
  readonly onLog?: (line: string) => void;
}

/** Starts one; a test file usually shares it and makes a business of its own for each test. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  shortenRetryPauses();
  const database = await createTestDatabase();
  const sandbox = await startCheckedSandbox();
  const port = await freePort();
  const config: Config = readConfig({
    PORT: String(port),
    SECRET_KEY: "a secret key that is long enough for tests only",
    STRIPE_API_BASE: sandbox.url,
    STRIPE_JS_URL: `${sandbox.url}/v3/stripe.js`,
    LOG_LEVEL: "silent",
    ...options.environment,
  });
  const clock = { now: options.now ?? new Date() };
  const now = options.now === undefined ? () => new Date() : () => clock.now;
  const { onLog } = options;
  const log = onLog ? createLog("trace", { write: onLog }) : createLog(config.logLevel);
  const parts = await createParts(config, log, database.url, now);
  const server = serve({ fetch: buildApp(parts).fetch, port, hostname: "127.0.0.1" });
  const jobs = new JobDrain(database.url, parts);
  return {
    url: config.publicUrl,
    parts,
    sandbox,
    databaseUrl: database.url,
    clock,
    seller: (name) => makeSeller(config.publicUrl, parts, name),
    async settle() {
      await sandbox.control.deliveriesSettled();
      await jobs.run();
    },
    runJobs: () => jobs.run(),
    async stop() {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await jobs.end();
      await parts.close();
      await database.drop();
      await sandbox.stop();
    },
  };
}

/** Runs the queue of one database by hand. */
class JobDrain {
  readonly #pool: pg.Pool;
  readonly #tasks: TaskList;

  constructor(databaseUrl: string, parts: Parts) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 3 });
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
    this.#tasks = Object.fromEntries(
      Object.entries(jobHandlers(parts)).map(([name, handler]) => [
        name,
        async (payload: unknown) => (handler as (payload: unknown) => Promise<void>)(payload),
      ]),
    );
  }

  async run(): Promise<void> {
    await runOnce({
      pgPool: this.#pool,
      taskList: this.#tasks,
      noHandleSignals: true,
      parsedCronItems: [],
      logger: new Logger(() => () => undefined),
    });
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

async function makeSeller(url: string, parts: Parts, name = "Nordlicht Studio"): Promise<Seller> {
  const email = `${parts.runtime.newId("usr")}@seller.example`;
  const made = await setUpBusiness(parts.runtime, {
    business: {
      name,
      email,
      currency: "EUR",
      country: "DE",
      timezone: "Europe/Berlin",
      locale: "en",
    },
    owner: { name: "Owner", email, passwordHash: await somePasswordHash() },
    ipAddress: null,
  });
  return sellerOf(url, made);
}
