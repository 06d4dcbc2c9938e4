/**
 * P2: how many stored events a second are settled: a job that looks the payment up at the processor
 * and writes payment, invoice, books, fee, receipt number, history, audit entry and letters. One
 * business, 20,000 payments in all, by the whole program with its usual four jobs at a time.
 *
 * Against: pgbench, eight clients, with the very statements that one such settling sends (recorded
 * here, with other ids), prepared, on a copy of the same database. pgbench neither asks a processor
 * nor takes jobs from a queue nor writes letters nor seals them: it is PostgreSQL's own speed.
 *
 * The processor is a recording of the sandbox that answers over HTTP in a process of its own
 * (servers/recorded-stripe.ts).
 *
 * Checked: every payment is collected, booked with its fee and told about once, every invariant of
 * the books holds, and both sides have written the same number of ledger entries and mails.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { settlePayment } from "#src/payments/settle-payment.ts";
import { assert } from "#src/values/assert.ts";
import { startServerChild } from "../child.ts";
import { type Installation, openInstallation, requireSoundBooks } from "../installation.ts";
import { figure, measurePairs, median } from "../measure.ts";
import { asSuperuser, databaseOf, onDatabase, type Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";
import { idOfClone, type RecordedIds } from "../seed/clone-ids.ts";
import { clonePayments, openOriginal, type Original } from "../seed/clone-payments.ts";
import { pgbenchScript } from "../seed/pgbench-script.ts";
import { listenToStatements, recordStatements } from "../seed/record-statements.ts";
import { requirePgbench, runPgbench } from "../seed/run-pgbench.ts";

const CLIENTS = 8;
const EVENTS = 20_000;
const EVENTS_WHEN_QUICK = 640;
const POLL_MS = 50;
const GIVE_UP_MS = 300_000;

export async function settleBacklog(place: Place, effort: Effort): Promise<Line[]> {
  await requirePgbench();
  listenToStatements();
  const installation = await openInstallation(place, "whole");
  const { parts, seller } = installation;
  const original = await openOriginal(installation);
  const slices = effort.pairs + 1;
  const each = Math.floor((effort.isQuick ? EVENTS_WHEN_QUICK : EVENTS) / slices / CLIENTS);
  const perSlice = each * CLIENTS;
  await clonePayments(installation, original, perSlice * slices);
  const { ids, statements } = await settleOriginal(installation, original);
  await installation.server.stop();
  await onDatabase(
    asSuperuser(installation.databaseUrl),
    "delete from graphile_worker._private_jobs",
  );
  await parts.close();
  const copy = await copyDatabase(installation.databaseUrl);

  const recording = join(place.directory, "recording.json");
  writeFileSync(recording, JSON.stringify({ ids, ...answersAbout(installation, ids) }));
  const stripe = await startServerChild("bench/servers/recorded-stripe.ts", [recording], {});
  place.later(() => stripe.stop());
  await installation.restart({ STRIPE_API_BASE: stripe.url });

  const script = join(place.directory, "settle.sql");
  writeFileSync(script, pgbenchScript(statements, ids, ":first"));
  const done = { ours: 0, theirs: 0 };
  const { ours, theirs, ratios } = await measurePairs(
    effort,
    async () => {
      const rate = await settleSlice(installation.databaseUrl, seller.businessId, {
        from: done.ours + 1,
        count: perSlice,
      });
      done.ours += perSlice;
      return rate;
    },
    async () => {
      const variables = { i: 0, share: each, first: done.theirs };
      done.theirs += perSlice;
      return runPgbench({ url: copy, script, clients: CLIENTS, transactionsEach: each, variables });
    },
  );
  await requireSame(asSuperuser(installation.databaseUrl), asSuperuser(copy), done.ours);
  await requireSoundBooks({ ...installation, parts: await reopen(place, installation) });
  return [
    {
      row: "P2",
      what: `${(perSlice * slices).toLocaleString("en")} stored events → settled and booked`,
      against: "pgbench, the same SQL, 8 clients",
      goal: { least: 1 },
      unit: "×",
      values: ratios,
      detail: `${figure(median(ours))} a second, against ${figure(median(theirs))}; ${statements.length} statements a payment; look-ups answered by a recording of the sandbox over HTTP`,
    },
  ];
}

/** Settles the original in this process, listening to what is said to the database. */
async function settleOriginal(
  { sandbox, parts, seller }: Installation,
  { invoiceId, paymentId, sessionId }: Original,
) {
  sandbox.control.setWebhooks({ isPaused: true });
  await sandbox.control.payCheckout(sessionId, { card: "4242424242424242" });
  const statements = await recordStatements(() =>
    settlePayment(parts.runtime, { businessId: seller.businessId, id: paymentId }),
  );
  const [payment] = (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
  assert(payment.recorded && payment.fee !== null, "the original is settled and booked");
  const intent = String(payment.processorPaymentId);
  const charge = statements
    .flatMap(({ values }) => values)
    .find((value) => value?.startsWith("ch_"));
  const ids: RecordedIds = {
    invoice: invoiceId,
    payment: paymentId,
    session: sessionId,
    intent,
    charge: charge ?? "ch_none",
  };
  return { ids, statements };
}

/** What the sandbox answered when the original was looked up. */
function answersAbout({ exchanges }: Installation, { session }: RecordedIds) {
  const last = (path: string) =>
    JSON.stringify(
      exchanges.findLast((one) => one.method === "GET" && one.path === path)?.responseBody,
    );
  return { session: last(`/v1/checkout/sessions/${session}`), charges: last("/v1/charges") };
}

async function copyDatabase(url: string): Promise<string> {
  const name = `${new URL(url).pathname.slice(1)}_sql`;
  const server = databaseOf(asSuperuser(url), "postgres");
  await onDatabase(server, `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`);
  return databaseOf(url, name);
}

/** Adds the jobs of so many events at once and answers how many a second were settled. */
async function settleSlice(
  databaseUrl: string,
  businessId: string,
  { from, count }: { from: number; count: number },
): Promise<number> {
  const client = new Client({ connectionString: asSuperuser(databaseUrl) });
  await client.connect();
  try {
    const payments = Array.from({ length: count }, (_, at) => idOfClone("payment", from + at));
    await client.query(
      `select add_job('settle_payment', json_build_object('businessId', $1::text, 'paymentId', id,
         'sessionId', null, 'processorPaymentId', null), 'settle_payment:' || id, null)
       from unnest($2::text[]) id`,
      [businessId, payments],
    );
    const startedAt = performance.now();
    while ((await leftToSettle(client)) > 0) {
      assert(performance.now() - startedAt < GIVE_UP_MS, "the events are not settled in time");
      await wait(POLL_MS);
    }
    const rate = (count * 1000) / (performance.now() - startedAt);
    await untilQueueIsEmpty(asSuperuser(databaseUrl));
    return rate;
  } finally {
    await client.end();
  }
}

/** Asked of the queue, which only gets shorter: to count what was written would slow that down. */
async function leftToSettle(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from graphile_worker.jobs where task_identifier = 'settle_payment'`,
  );
  return rows[0]?.count ?? 0;
}

/** Mails are jobs too: what is left of one slice must not slow the next. */
async function untilQueueIsEmpty(url: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const [row] = await onDatabase<{ count: number; error: string | null }>(
      url,
      "select count(*)::int as count, max(last_error) as error from graphile_worker._private_jobs",
    );
    if (row?.count === 0) return;
    assert(performance.now() < deadline, `${row?.count} jobs are left: ${row?.error}`);
    await wait(POLL_MS * 4);
  }
}

const WRITTEN = `select (select count(*)::int from payments where status = 'succeeded'
    and recorded_on is not null and fee_minor is not null and receipt_number is not null) as payments,
  (select count(*)::int from ledger_entries) as entries,
  (select count(*)::int from invoice_applications) as applications,
  (select count(*)::int from mails) as mails,
  (select count(*)::int from audit_entries) as audit`;

async function requireSame(ours: string, theirs: string, count: number): Promise<void> {
  const [mine] = await onDatabase<{ payments: number; mails: number }>(ours, WRITTEN);
  const [other] = await onDatabase(theirs, WRITTEN);
  assert(mine?.payments === count + 1, `${mine?.payments} of ${count + 1} are settled and booked`);
  assert(JSON.stringify(mine) === JSON.stringify(other), JSON.stringify([mine, other]));
}

async function reopen(place: Place, { parts, databaseUrl }: Installation) {
  const { createParts } = await import("#src/parts.ts");
  const again = await createParts(parts.runtime.config, parts.runtime.log, databaseUrl);
  place.later(() => again.close());
  return again;
}
