import type { LinkTarget } from "#src/invoices/links.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { KeyRejected, ProcessorAway } from "#src/processors/processor.ts";
import { canBecome, type Payment } from "./payment.ts";
import { settlePayment } from "./settle-payment.ts";
import { findPayment, listInvoicePayments, updatePayment } from "./store.ts";

export interface ReturnHint {
  /** Named by the processor's redirect after the payer submitted. */
  readonly sessionId: string | null;
  /** Named by our own cancel address: the payer left the page. */
  readonly leftPaymentId: string | null;
}

/**
 * Looks up the payment that a payer comes back from, and settles it. When the processor does not
 * answer, a payer who submitted is told that the result is not known: the attempt becomes `unknown`
 * and the janitor keeps asking.
 */
export async function lookAgain(
  runtime: Runtime,
  target: LinkTarget,
  hint: ReturnHint,
): Promise<Payment | null> {
  const { businessId, id } = target.invoice;
  const payments = await transact(runtime.db, businessId, (tx) =>
    listInvoicePayments(tx, businessId, id),
  );
  const own = payments.filter((one) => one.attemptOf === null && one.processor !== "manual");
  const payment =
    own.find((one) => hint.sessionId !== null && one.session.id === hint.sessionId) ??
    own.find((one) => one.id === hint.leftPaymentId) ??
    own.at(-1);
  if (!payment) return null;
  try {
    return await settlePayment(runtime, payment);
  } catch (error) {
    if (!(error instanceof ProcessorAway || error instanceof KeyRejected)) throw error;
    runtime.log.warn(
      { payment: payment.id, err: error },
      "the processor did not answer a payer's return",
    );
    return hint.sessionId === null ? null : markUnknown(runtime, payment);
  }
}

async function markUnknown(runtime: Runtime, { businessId, invoiceId, id }: Payment) {
  return transact(runtime.db, businessId, async (tx) => {
    await lockInvoice(tx, businessId, invoiceId);
    const payment = await findPayment(tx, businessId, id, "lock");
    if (payment && canBecome(payment.status, "unknown")) {
      const since = runtime.now();
      await updatePayment(tx, businessId, id, { status: "unknown", unknown_since: since });
    }
    return findPayment(tx, businessId, id, "read");
  });
}
