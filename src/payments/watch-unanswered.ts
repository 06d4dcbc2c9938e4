import { getBusiness } from "#src/businesses/get-business.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getPayment } from "./get-payment.ts";
import { tellAboutUnanswered } from "./letters/tell-about-unanswered.ts";
import { updateRefund } from "./refund-store.ts";
import { listUnansweredLong } from "./unanswered-store.ts";
import { updatePayment } from "./store.ts";

const HOUR_MS = 3_600_000;

/**
 * The ladder of what is not known: the payer's return asks at once, the sweep each minute; after these
 * times a person is told, and the sweep goes on asking. Banks answer to debits within two weeks.
 */
export const LADDER = { unknownMs: HOUR_MS, processingMs: 21 * 24 * HOUR_MS };

/**
 * Tells the notification addresses, once each, of payments and refunds of a connection whose result is
 * still not known (I19). Asks nobody, so that it works while the processor or the key fails.
 */
export async function watchUnanswered(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
): Promise<void> {
  const now = runtime.now().getTime();
  const before = {
    unknown: new Date(now - LADDER.unknownMs),
    processing: new Date(now - LADDER.processingMs),
  };
  await transact(runtime.db, businessId, async (tx) => {
    const { payments, refunds } = await listUnansweredLong(tx, businessId, connectionId, before);
    for (const id of payments) await alert(runtime, tx, businessId, id);
    for (const refund of refunds) {
      await updateRefund(tx, refund, { alerted_at: runtime.now() });
      await tell(runtime, tx, businessId, refund.paymentId, "refund_unanswered", refund.id);
    }
  });
}

async function alert(runtime: Runtime, tx: BusinessTx, businessId: string, id: string) {
  await updatePayment(tx, businessId, id, { alerted_at: runtime.now() });
  const { status } = await getPayment(tx, businessId, id);
  const kind = status === "processing" ? "debit_unanswered" : "payment_unanswered";
  await tell(runtime, tx, businessId, id, kind, id);
}

async function tell(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  paymentId: string,
  kind: "payment_unanswered" | "debit_unanswered" | "refund_unanswered",
  causeId: string,
): Promise<void> {
  const business = await getBusiness(tx, businessId);
  const payment = await getPayment(tx, businessId, paymentId);
  await tellAboutUnanswered(runtime, tx, business, payment, kind, causeId);
}
