import { serve, type ServerType } from "@hono/node-server";
import { compareConnection } from "#src/comparison/compare-connection.ts";
import { listConnectionAddresses } from "#src/connections/get-connection.ts";
import { queueScheduled, sendScheduled } from "#src/invoices/send-scheduled.ts";
import { sendMail, wakeOutbox } from "#src/letters/send-mail.ts";
import { mailPasswordReset } from "#src/people/mail-password-reset.ts";
import { closeSessions } from "#src/payments/close-sessions.ts";
import { closeUnoffered } from "#src/payments/close-unoffered.ts";
import { followPayout } from "#src/payments/follow-payout.ts";
import { settlePayment } from "#src/payments/settle-payment.ts";
import { sweepConnection } from "#src/payments/sweep-connection.ts";
import { warnOfFraud } from "#src/payments/warn-of-fraud.ts";
import type { Config } from "#src/platform/config.ts";
import { ConfigError } from "#src/platform/config.ts";
import { transact } from "#src/platform/database.ts";
import { forgetAnswers } from "#src/platform/idempotency.ts";
import { addJob, type JobHandlers, runJobs } from "#src/platform/jobs.ts";
import { forgetAttempts } from "#src/platform/limiter.ts";
import type { Log } from "#src/platform/log.ts";
import { buildApp } from "./app.ts";
import { createParts, type Parts } from "./parts.ts";

export interface RunningServer {
  readonly parts: Parts;
  /** Ends requests and jobs under way, then gives everything back. */
  close(): Promise<void>;
}

/** Starts web server, jobs and sweep on a migrated database. */
export async function startServer(
  config: Config,
  log: Log,
  databaseUrl: string,
): Promise<RunningServer> {
  const parts = await createParts(config, log, databaseUrl);
  try {
    const server = await listen(parts, config);
    const runner = await runJobs(databaseUrl, jobHandlers(parts), log);
    const stopSweeping = startSweeping(parts, config);
    if (config.smtpUrl !== null) await wakeAll(parts);
    return {
      parts,
      async close() {
        stopSweeping();
        await closeServer(server);
        await runner.stop();
        await parts.close();
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

function listen(parts: Parts, config: Config): Promise<ServerType> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerType>();
  const server = serve(
    { fetch: buildApp(parts).fetch, port: config.port, hostname: config.host },
    () => resolve(server),
  );
  server.once("error", (error: NodeJS.ErrnoException) => {
    const taken = `Port ${config.port} on ${config.host} is in use. Stop what runs there, or choose another with PORT.`;
    const forbidden = `Port ${config.port} may not be opened by this user. Choose one above 1023 with PORT.`;
    if (error.code === "EADDRINUSE") reject(new ConfigError(taken));
    else if (error.code === "EACCES") reject(new ConfigError(forbidden));
    else reject(new ConfigError(`The server cannot listen on ${config.host}: ${error.message}.`));
  });
  return promise;
}

async function closeServer(server: ServerType): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  const force = setTimeout(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
  }, GRACE_MS);
  await promise;
  clearTimeout(force);
}

const GRACE_MS = 3_000;

/** What each job does; see platform/jobs.ts for what they are told. */
export function jobHandlers(parts: Parts): JobHandlers {
  const { runtime } = parts;
  return {
    settle_payment: async ({ businessId, paymentId, ...hint }) => {
      await settlePayment(runtime, { businessId, id: paymentId }, hint);
    },
    close_sessions: (payload) => closeSessions(runtime, payload),
    close_unoffered: (payload) => closeUnoffered(runtime, payload),
    send_scheduled: (payload) => sendScheduled(runtime, payload),
    send_mail: (payload) => sendMail(runtime, parts.postman, payload),
    mail_password_reset: (payload) => mailPasswordReset(runtime, parts.postman.transport, payload),
    follow_payout: (payload) => followPayout(runtime, payload),
    warn_of_fraud: ({ businessId, paymentId }) =>
      transact(runtime.db, businessId, (tx) => warnOfFraud(runtime, tx, businessId, paymentId)),
    async compare_connection(payload) {
      await compareConnection(runtime, payload);
    },
    sweep_connection: (payload) => sweepConnection(runtime, payload),
  };
}

/**
 * Queues, each time the clock comes round, a sweep of every connection, one at a time per connection, and
 * what is due of planned invoices.
 */
function startSweeping(parts: Parts, config: Config): () => void {
  const timer = setInterval(() => {
    queueWhatIsDue(parts).catch((error: unknown) =>
      parts.runtime.log.error({ err: error }, "sweeps could not be queued"),
    );
  }, config.sweepMs);
  return () => clearInterval(timer);
}

/** Payments come first, and what fails for one business keeps no other from its own. */
export async function queueWhatIsDue(parts: Parts): Promise<void> {
  const { runtime } = parts;
  await forgetAttempts(runtime.db, runtime.now());
  for (const { id, business_id: businessId } of await listConnectionAddresses(runtime.db)) {
    const payload = { businessId, connectionId: id };
    await transact(runtime.db, businessId, (tx) =>
      addJob(tx, "sweep_connection", payload, { key: `sweep_connection:${id}` }),
    );
  }
  for (const businessId of await listBusinessIds(parts)) {
    try {
      await queueScheduled(runtime, businessId);
      await forgetAnswers(runtime, businessId);
    } catch (error) {
      runtime.log.error({ businessId, err: error }, "what is due could not be queued");
    }
  }
}

/** Mails written before a mail server was set have no job left: they get one at start. */
async function wakeAll(parts: Parts): Promise<void> {
  for (const id of await listBusinessIds(parts)) await wakeOutbox(parts.runtime, id);
}

async function listBusinessIds({ runtime }: Parts): Promise<string[]> {
  const rows = await runtime.db
    .selectFrom("directory")
    .select("id")
    .where("id", "like", "biz\\_%")
    .execute();
  return rows.map(({ id }) => id);
}
