import { findFinalInvoice } from "#src/invoices/get-invoice.ts";
import { transact } from "#src/platform/database.ts";
import { isId } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { HeldPayment } from "#src/processors/processor.ts";
import { settlePayment } from "./settle-payment.ts";
import { findPayment, findPaymentIdBy, insertPayment } from "./store.ts";

/**
 * Records a payment that the processor collected and that is not recorded here: looks at its row, or
 * writes the row anew, as its tags tell, when it got lost with a restored backup. Answers false when
 * there is no invoice to record it for.
 */
export async function adoptPayment(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  held: HeldPayment,
): Promise<boolean> {
  const id = await transact(runtime.db, businessId, async (tx) => {
    const ids = { sessionId: null, paymentId: held.tags.payment ?? null };
    const where = { ...ids, processorPaymentId: held.processorPaymentId };
    const known = await findPaymentIdBy(tx, businessId, connectionId, where);
    if (known !== null) return known;
    const { payment: paymentId = "", invoice: invoiceId = "" } = held.tags;
    if (!isId(paymentId) || !isId(invoiceId)) return null;
    const invoice = await findFinalInvoice(tx, businessId, invoiceId);
    if (!invoice || (await findPayment(tx, businessId, paymentId, "read"))) return null;
    await insertPayment(tx, {
      business_id: businessId,
      id: paymentId,
      invoice_id: invoice.id,
      customer_id: invoice.customerId,
      processor: "stripe",
      connection_id: connectionId,
      mode: held.mode,
      status: "started",
      amount_minor: held.amount.amountMinor,
      currency: held.amount.currency,
      created_at: held.at,
      session_state: "complete",
      processor_payment_id: held.processorPaymentId,
    });
    return paymentId;
  });
  if (id === null) return false;
  const { processorPaymentId } = held;
  await settlePayment(runtime, { businessId, id }, { processorPaymentId, hasNews: true });
  return true;
}
