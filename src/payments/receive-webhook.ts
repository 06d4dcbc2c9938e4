import { findBusinessByAddress } from "#src/connections/get-connection.ts";
import { noteEventReceived } from "#src/connections/note-health.ts";
import { openWebhook } from "#src/connections/open-processor.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import { verifyStripeWebhook } from "#src/processors/stripe/events.ts";
import { warnOfFraud } from "./warn-of-fraud.ts";
import { findPaymentIdBy, insertEvent } from "./store.ts";

export type Receipt = "stored" | "bad_signature" | "no_such_connection";

/**
 * Takes a webhook: verified with the connection's own secrets, then written down with the job that
 * looks at the payment, in one transaction. Only after that commit may the sender hear 2xx (I15).
 * Events of the other mode, and about nothing of ours, are kept and have no effect.
 */
export async function receiveWebhook(
  runtime: Runtime,
  connectionId: string,
  body: string,
  signature: string,
): Promise<Receipt> {
  const businessId = await findBusinessByAddress(runtime.db, connectionId);
  if (businessId === null) return "no_such_connection";
  return transact(runtime.db, businessId, async (tx) => {
    const webhook = await openWebhook(runtime, tx, businessId, connectionId);
    if (!webhook) return "no_such_connection";
    const event = verifyStripeWebhook(body, signature, webhook.secrets, runtime.now());
    if (!event) return "bad_signature";
    const isOfMode = event.mode === webhook.mode;
    await storeEvent(runtime, tx, { businessId, connectionId }, event, isOfMode);
    await noteEventReceived(tx, businessId, connectionId, runtime.now());
    return "stored";
  });
}

async function storeEvent(
  runtime: Runtime,
  tx: BusinessTx,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  event: ProcessorEvent,
  isOfMode: boolean,
): Promise<void> {
  const paymentId = isOfMode ? await findPaymentIdBy(tx, businessId, connectionId, event) : null;
  await insertEvent(tx, {
    business_id: businessId,
    connection_id: connectionId,
    event_id: event.id,
    type: event.type,
    payment_id: paymentId,
    received_at: runtime.now(),
    delivered_at: runtime.now(),
  });
  const { payoutId } = event;
  if (payoutId !== null && isOfMode) {
    const payload = { businessId, connectionId, payoutId };
    await addJob(tx, "follow_payout", payload, {
      key: `follow_payout:${connectionId}:${payoutId}`,
    });
  }
  if (paymentId === null) return;
  if (event.isFraudWarning) return warnOfFraud(runtime, tx, businessId, paymentId);
  // A burst of events about one payment is one look at it.
  await addJob(
    tx,
    "settle_payment",
    {
      businessId,
      paymentId,
      sessionId: event.sessionId,
      processorPaymentId: event.processorPaymentId,
      hasNews: event.isAboutMoneyBack,
    },
    { key: `settle_payment:${paymentId}${event.isAboutMoneyBack ? ":money_back" : ""}` },
  );
}
