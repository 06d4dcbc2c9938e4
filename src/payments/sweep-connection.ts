import { checkWebhook, noteFaultyWebhook } from "#src/connections/check-webhook.ts";
import { type Connection, isReady } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { markBroken } from "#src/connections/mark-broken.ts";
import { claimComparison, noteSweep } from "#src/connections/note-health.ts";
import { noteAway } from "#src/connections/note-away.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import {
  KeyRejected,
  type Processor,
  ProcessorAway,
  type ProcessorEvent,
} from "#src/processors/processor.ts";
import { postPending } from "./post-pending.ts";
import { type LookHint, settlePayment } from "./settle-payment.ts";
import { followPayouts } from "./follow-payout.ts";
import { clearTestPayments } from "./clear-test-payments.ts";
import { askForRefund } from "./refund-payment.ts";
import { isUnanswered, type Refund } from "./refund.ts";
import { listAwaitingConversion, listRefunds, listUnansweredRefunds } from "./refund-store.ts";
import { warnOfFraud } from "./warn-of-fraud.ts";
import { watchUnanswered } from "./watch-unanswered.ts";
import {
  findPaymentIdBy,
  hasUndelivered,
  insertEvent,
  listEventsDealtWith,
  listUnfinished,
} from "./store.ts";

/**
 * How far each sweep looks back behind the one before: our clock and the processor's may differ by
 * an hour, and events may become listable a little after they happened. What was dealt with is not
 * looked at again.
 */
const OVERLAP_MS = 65 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const THIRTY_DAYS_MS = 30 * DAY_MS;

/**
 * Makes good what webhooks missed: looks at every payment that the processor's events since the last
 * sweep were about, and at those whose answer is still open. Also the full substitute for webhooks
 * where the processor cannot reach us (R14). One payment that fails does not stop the others.
 */
export async function sweepConnection(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
): Promise<void> {
  const startedAt = runtime.now();
  const connection = await transact(runtime.db, businessId, (tx) =>
    getConnection(tx, businessId, connectionId),
  );
  await watchUnanswered(runtime, { businessId, connectionId });
  if (!isReady(connection)) return;
  const processor = await openProcessor(runtime, businessId, connectionId);
  const from = (connection.sweptThrough ?? connection.createdAt).getTime() - OVERLAP_MS;
  const since = new Date(Math.max(from, startedAt.getTime() - THIRTY_DAYS_MS));
  const events = await listEventsOrNote(runtime, connection, processor, since);
  if (events === null) return;
  const news = await findNews(
    runtime,
    connection,
    events.filter(({ mode }) => mode === connection.mode),
  );
  const targets = await findTargets(runtime, connection, news);
  const unsettled = new Set<string>();
  for (const [paymentId, hint] of targets) {
    try {
      await settlePayment(runtime, { businessId, id: paymentId }, hint);
    } catch (error) {
      unsettled.add(paymentId);
      runtime.log.error(
        { payment: paymentId, err: error },
        "the sweep could not settle a payment; it comes back to it",
      );
    }
  }
  await askAgainForRefunds(runtime, businessId, connectionId);
  await followPayouts(runtime, { businessId, connectionId }, events);
  await postPending(runtime, businessId);
  if (connection.mode === "live") await clearAgain(runtime, { businessId, connectionId });
  // While anything failed, the next sweep lists the same events again.
  const sweptThrough = unsettled.size === 0 ? startedAt : connection.sweptThrough;
  const dealtWith = news.filter(({ paymentId }) => !unsettled.has(paymentId));
  await transact(runtime.db, businessId, async (tx) => {
    await storeNews(runtime, tx, connection, dealtWith);
    await noteSweep(tx, businessId, connectionId, { at: startedAt, sweptThrough });
  });
  await watchWebhook(runtime, connection);
  await compareDaily(runtime, connection);
}

/** Test money that could not be cleared when the connection went live. */
async function clearAgain(
  runtime: Runtime,
  where: { businessId: string; connectionId: string },
): Promise<void> {
  try {
    await clearTestPayments(runtime, where);
  } catch (error) {
    runtime.log.error(
      { connection: where.connectionId, err: error },
      "test payments could not be cleared; the sweep comes back to it",
    );
  }
}

/** Comparing has a job of its own, so that a long one holds no sweep up. */
async function compareDaily(
  runtime: Runtime,
  { businessId, id: connectionId, comparedAt, createdAt }: Connection,
): Promise<void> {
  if (runtime.now().getTime() - (comparedAt ?? createdAt).getTime() < DAY_MS) return;
  const key = `compare_connection:${connectionId}`;
  await transact(runtime.db, businessId, async (tx) => {
    if (!(await claimComparison(runtime, tx, businessId, connectionId))) return;
    await addJob(tx, "compare_connection", { businessId, connectionId }, { key });
  });
}

/** `null` when the key is turned down, which is noted and told: nothing can be swept with it. */
async function listEventsOrNote(
  runtime: Runtime,
  connection: Connection,
  processor: Processor,
  since: Date,
): Promise<ProcessorEvent[] | null> {
  const { businessId, id } = connection;
  try {
    return await processor.listEvents(since);
  } catch (error) {
    if (error instanceof ProcessorAway) await noteAway(runtime, connection);
    if (!(error instanceof KeyRejected)) throw error;
    await transact(runtime.db, businessId, (tx) =>
      markBroken(runtime, tx, businessId, id, "key_rejected"),
    );
    return null;
  }
}

/** An event about a payment of ours that nobody has dealt with yet. */
interface News {
  readonly event: ProcessorEvent;
  readonly paymentId: string;
}

async function findNews(
  runtime: Runtime,
  { businessId, id: connectionId }: Connection,
  events: readonly ProcessorEvent[],
): Promise<News[]> {
  return transact(runtime.db, businessId, async (tx) => {
    const ids = events.map(({ id }) => id);
    const dealtWith = await listEventsDealtWith(tx, businessId, connectionId, ids);
    const news: News[] = [];
    for (const event of events) {
      if (dealtWith.has(event.id)) continue;
      const paymentId = await findPaymentIdBy(tx, businessId, connectionId, event);
      if (paymentId !== null) news.push({ event, paymentId });
    }
    return news;
  });
}

async function storeNews(
  runtime: Runtime,
  tx: BusinessTx,
  { businessId, id: connectionId }: Connection,
  news: readonly News[],
): Promise<void> {
  for (const { event, paymentId } of news) {
    if (event.isFraudWarning) await warnOfFraud(runtime, tx, businessId, paymentId);
    await insertEvent(tx, {
      business_id: businessId,
      connection_id: connectionId,
      event_id: event.id,
      type: event.type,
      payment_id: paymentId,
      received_at: runtime.now(),
      // What happened before this program listened may be delivered hours later: not waited for.
      delivered_at: event.createdAt < runtime.startedAt ? runtime.now() : null,
    });
  }
}

/**
 * Looks after the webhook itself: once an hour at the processor, and each time by what it should have
 * told. An event that this program found by itself an hour ago, and nothing that arrived since, mean
 * that deliveries get lost on their way.
 */
async function watchWebhook(runtime: Runtime, connection: Connection): Promise<void> {
  const { businessId, id, webhook } = connection;
  const anHourAgo = new Date(runtime.now().getTime() - HOUR_MS);
  if (webhook.checkedAt === null || webhook.checkedAt < anHourAgo) {
    await checkWebhook(runtime, connection);
  }
  await transact(runtime.db, businessId, async (tx) => {
    const current = await getConnection(tx, businessId, id);
    if (current.webhook.state !== "active") return;
    const heardAt = current.lastEventAt ?? current.createdAt;
    const from = heardAt > runtime.startedAt ? heardAt : runtime.startedAt;
    if (!(await hasUndelivered(tx, businessId, id, { from, to: anHourAgo }))) return;
    await noteFaultyWebhook(runtime, tx, current, { fault: "deliveries_lost", missing: [] });
  });
}

/** The payments to look at, each once, with what the events told about where to look. */
async function findTargets(
  runtime: Runtime,
  { businessId, id: connectionId }: Connection,
  news: readonly News[],
): Promise<Map<string, LookHint>> {
  const targets = new Map<string, LookHint>();
  for (const { event, paymentId } of news) {
    const known = targets.get(paymentId);
    targets.set(paymentId, {
      sessionId: event.sessionId ?? known?.sessionId ?? null,
      processorPaymentId: event.processorPaymentId ?? known?.processorPaymentId ?? null,
      hasNews: event.isAboutMoneyBack || known?.hasNews === true,
    });
  }
  const { unfinished, unconverted } = await transact(runtime.db, businessId, async (tx) => ({
    unfinished: await listUnfinished(tx, businessId, connectionId, runtime.now()),
    unconverted: await listAwaitingConversion(tx, businessId, connectionId),
  }));
  for (const paymentId of unconverted) {
    targets.set(paymentId, { ...targets.get(paymentId), hasNews: true });
  }
  for (const paymentId of unfinished) {
    if (!targets.has(paymentId)) targets.set(paymentId, {});
  }
  return targets;
}

/**
 * Refunds whose answer was lost. Looked for first, since Stripe forgets keys after a day and would
 * make the refund anew; only what is not there is asked for again, with the same key.
 */
async function askAgainForRefunds(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<void> {
  const refunds = await transact(runtime.db, businessId, (tx) =>
    listUnansweredRefunds(tx, businessId, connectionId),
  );
  for (const refund of refunds) {
    try {
      await findOrAskAgain(runtime, refund);
    } catch (error) {
      runtime.log.error(
        { refund: refund.id, err: error },
        "the sweep could not learn what became of a refund; it comes back to it",
      );
    }
  }
}

async function findOrAskAgain(runtime: Runtime, refund: Refund): Promise<void> {
  const { businessId, id, paymentId } = refund;
  const payment = { businessId, id: paymentId };
  await settlePayment(runtime, payment, { hasNews: true });
  const known = await transact(runtime.db, businessId, (tx) =>
    listRefunds(tx, businessId, [paymentId]),
  );
  const isOpen = known.some((one) => one.id === id && isUnanswered(one));
  if (!isOpen || (await askForRefund(runtime, refund)).kind !== "accepted") return;
  await settlePayment(runtime, payment, { hasNews: true });
}
