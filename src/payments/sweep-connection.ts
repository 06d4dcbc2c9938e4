import { isReady } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { noteSweep } from "#src/connections/note-health.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import { postPending } from "./post-pending.ts";
import { type LookHint, settlePayment } from "./settle-payment.ts";
import { clearTestPayments } from "./clear-test-payments.ts";
import { askForRefund } from "./refund-payment.ts";
import { listUnansweredRefunds } from "./refund-store.ts";
import { findPaymentIdBy, listUnfinished } from "./store.ts";

/** Events may become listable a little after they happened; looking back this far misses none. */
const OVERLAP_MS = 5 * 60_000;
const THIRTY_DAYS_MS = 30 * 86_400_000;

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
  if (!isReady(connection)) return;
  const processor = await openProcessor(runtime, businessId, connectionId);
  const from = (connection.sweptThrough ?? connection.createdAt).getTime() - OVERLAP_MS;
  const since = new Date(Math.max(from, startedAt.getTime() - THIRTY_DAYS_MS));
  const events = await processor.listEvents(since);
  const targets = await findTargets(runtime, businessId, connectionId, connection.mode, events);
  let isAllSettled = true;
  for (const [paymentId, hint] of targets) {
    try {
      await settlePayment(runtime, { businessId, id: paymentId }, hint);
    } catch (error) {
      isAllSettled = false;
      runtime.log.error(
        { payment: paymentId, err: error },
        "the sweep could not settle a payment; it comes back to it",
      );
    }
  }
  await askAgainForRefunds(runtime, businessId, connectionId);
  await postPending(runtime, businessId);
  if (connection.mode === "live") await clearTestPayments(runtime, { businessId, connectionId });
  // While anything failed, the next sweep lists the same events again.
  const sweptThrough = isAllSettled ? startedAt : connection.sweptThrough;
  await transact(runtime.db, businessId, (tx) =>
    noteSweep(tx, businessId, connectionId, { at: startedAt, sweptThrough }),
  );
}

/** The payments to look at, each once, with what the events told about where to look. */
async function findTargets(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
  mode: "test" | "live",
  events: readonly ProcessorEvent[],
): Promise<Map<string, LookHint>> {
  return transact(runtime.db, businessId, async (tx) => {
    const targets = new Map<string, LookHint>();
    for (const event of events) {
      if (event.mode !== mode) continue;
      const paymentId = await findPaymentIdBy(tx, businessId, connectionId, event);
      if (paymentId === null) continue;
      const known = targets.get(paymentId);
      targets.set(paymentId, {
        sessionId: event.sessionId ?? known?.sessionId ?? null,
        processorPaymentId: event.processorPaymentId ?? known?.processorPaymentId ?? null,
        hasNews: event.isAboutMoneyBack || known?.hasNews === true,
      });
    }
    for (const paymentId of await listUnfinished(tx, businessId, connectionId, runtime.now())) {
      if (!targets.has(paymentId)) targets.set(paymentId, {});
    }
    return targets;
  });
}

/** Refunds whose answer was lost: the same key tells what became of them. */
async function askAgainForRefunds(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<void> {
  const refunds = await transact(runtime.db, businessId, (tx) =>
    listUnansweredRefunds(tx, businessId, connectionId),
  );
  for (const refund of refunds) {
    const outcome = await askForRefund(runtime, refund);
    if (outcome.kind !== "accepted") continue;
    await settlePayment(runtime, { businessId, id: refund.paymentId }, { hasNews: true });
  }
}
