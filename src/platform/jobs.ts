import { sql } from "kysely";
import { Logger, run, type Runner, type TaskList } from "graphile-worker";
import pg from "pg";
import { type BusinessTx, isDatabaseAway } from "./database.ts";
import { type Log, redact } from "./log.ts";

/** Every kind of job by name, with what it is told. Payloads hold ids, never secrets or amounts. */
export interface Jobs {
  /** "Look at this payment": the hints tell where, when our own row does not know yet. */
  settle_payment: {
    businessId: string;
    paymentId: string;
    sessionId: string | null;
    processorPaymentId: string | null;
    hasNews?: boolean;
  };
  /** Expires the payment pages of an invoice that can no longer be paid there. */
  close_sessions: { businessId: string; invoiceId: string };
  /** The same for every invoice of a business whose page is open where it is not offered any more. */
  close_unoffered: { businessId: string };
  send_mail: { businessId: string; mailId: string };
  /** Sends an invoice whose day has come, or holds it. */
  send_scheduled: { businessId: string; sendingId: string };
  /** `null` where nobody has the address that was typed: the same work, and no mail. */
  mail_password_reset: { userId: string | null; askedAt: string };
  /** Learns what became of money on its way to the bank. */
  follow_payout: { businessId: string; connectionId: string; payoutId: string };
  /** Tells people that a payer's bank suspects fraud. */
  warn_of_fraud: { businessId: string; paymentId: string };
  /** Holds what the processor tells against the books; once a day. */
  compare_connection: { businessId: string; connectionId: string };
  sweep_connection: { businessId: string; connectionId: string };
}

export type JobHandlers = { [Name in keyof Jobs]: (payload: Jobs[Name]) => Promise<void> };

/**
 * Adds a job in the transaction that causes it: it exists if, and only if, the change does.
 * @param key jobs with one key are one job while it waits
 */
export async function addJob<Name extends keyof Jobs>(
  tx: BusinessTx,
  name: Name,
  payload: Jobs[Name],
  options: { key?: string; runAt?: Date } = {},
): Promise<void> {
  const body = JSON.stringify(payload);
  await sql`select add_job(${name}, ${body}::json, ${options.key ?? null}, ${options.runAt ?? null})`.execute(
    tx,
  );
}

const CONCURRENCY = 4;
const POLL_MS = 2_000;

/** Runs jobs until stopped. A job that throws is tried again later, with growing pauses. */
export async function runJobs(url: string, handlers: JobHandlers, log: Log): Promise<Runner> {
  const tasks: TaskList = {};
  for (const [name, handler] of Object.entries(handlers)) {
    tasks[name] = async (payload) => {
      try {
        await (handler as (payload: unknown) => Promise<void>)(payload);
      } catch (error) {
        log.error({ job: name, payload, err: error }, "a job failed and will be tried again");
        throw new Error(redact(error instanceof Error ? error.message : String(error)), {
          cause: error,
        });
      }
    };
  }
  const pgPool = new pg.Pool({ connectionString: url, max: CONCURRENCY + 2 });
  pgPool.on("error", () => undefined); // a lost connection is replaced by the next query
  pgPool.on("connect", (client) => client.on("error", () => undefined));
  tryAgainWhenLost(pgPool);
  const runner = await run({
    pgPool,
    taskList: tasks,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: quietLogger(log),
  });
  runner.promise.catch((error: unknown) => log.error({ err: error }, "the job runner stopped"));
  return { ...runner, stop: async () => (await runner.stop(), pgPool.end()) };
}

type Ask = (...args: unknown[]) => unknown;

/** PostgreSQL's word for "not now", after which the queue tries again by itself. */
const CANNOT_CONNECT_NOW = "57P03";

/**
 * The queue writes down how a job ended without waiting for it: a connection lost just then would
 * end the whole program, since the queue does not know that it may try again.
 */
function tryAgainWhenLost(pool: pg.Pool): void {
  const tell = (error: unknown): never => {
    throw isDatabaseAway(error)
      ? Object.assign(error as Error, { code: CANNOT_CONNECT_NOW })
      : error;
  };
  const telling =
    (ask: Ask): Ask =>
    (...args) => {
      const answer = ask(...args);
      return answer instanceof Promise ? answer.catch(tell) : answer;
    };
  pool.connect = telling(pool.connect.bind(pool) as Ask) as typeof pool.connect;
  pool.on("connect", (client) => {
    client.query = telling(client.query.bind(client) as Ask) as typeof client.query;
  });
}

/** The runner tells every job it did; only its troubles are worth a line of ours. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error") log.error({}, redact(message));
    else if (level === "warning") log.warn({}, redact(message));
  });
}
