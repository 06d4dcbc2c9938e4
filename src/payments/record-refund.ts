import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { TrueRefund } from "#src/processors/processor.ts";
import { connectionOf } from "./ask-for-session.ts";
import { tellAboutFailure } from "./letters/tell-about-failure.ts";
import { tellAboutRefund } from "./letters/tell-about-refund.ts";
import { giveBackToPayment, takeFromPayment } from "./move-back.ts";
import type { Payment } from "./payment.ts";
import { postPendingRefunds } from "./post-pending.ts";
import { postRestoredRefund } from "./post-refund.ts";
import { isOutdated, type Refund } from "./refund.ts";
import { insertRefund, listRefunds, updateRefund } from "./refund-store.ts";

/**
 * Writes down what the processor told about the refunds of a payment, made here or in its own
 * dashboard. An accepted refund takes its money at once; one that fails later gives back exactly
 * what it took. Told twice, it changes nothing. Invoice and payment are locked.
 */
export async function recordRefunds(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  told: readonly TrueRefund[],
): Promise<void> {
  if (told.length === 0) return;
  const known = await listRefunds(tx, payment.businessId, [payment.id]);
  for (const one of told) {
    const ours = known.find(
      ({ id, processorRefundId }) =>
        id === one.refundId || processorRefundId === one.processorRefundId,
    );
    const refund = ours ?? (await insertForeign(runtime, tx, payment, one));
    await recordRefund(runtime, tx, payment, refund, one);
  }
}

/** Made in the processor's dashboard: the customer owes nothing again, as by default here. */
async function insertForeign(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  told: TrueRefund,
): Promise<Refund> {
  return insertRefund(tx, {
    business_id: payment.businessId,
    id: runtime.newId("ref"),
    payment_id: payment.id,
    connection_id: connectionOf(payment),
    status: "pending",
    amount_minor: told.amount.amountMinor,
    currency: told.amount.currency,
    reason: null,
    is_reopening: false,
    requested_at: told.at,
    processor_refund_id: told.processorRefundId,
  });
}

async function recordRefund(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  before: Refund,
  told: TrueRefund,
): Promise<void> {
  if (isOutdated(before, told.status)) return;
  const refund = await updateRefund(tx, before, {
    status: told.status,
    processor_refund_id: told.processorRefundId,
    failure_message: told.failureMessage,
    ...(told.settled === null
      ? {}
      : { settled_minor: told.settled.amountMinor, settlement_currency: told.settled.currency }),
  });
  const business = await getBusiness(tx, refund.businessId);
  const isTaken = told.status === "pending" || told.status === "succeeded";
  if (isTaken && refund.bookedAt === null) await take(runtime, tx, business, payment.id, refund);
  const isLost = told.status === "failed" || told.status === "canceled";
  if (isLost && refund.bookedAt !== null && refund.restoredAt === null) {
    await restore(runtime, tx, business, payment, refund);
  }
}

/** An accepted refund takes its money; the books and both sides are told. */
async function take(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  paymentId: string,
  refund: Refund,
): Promise<void> {
  const { amount, isReopening: isDueAgain } = refund;
  const move = { paymentId, causeId: refund.id, amount, isDueAgain };
  const { payment, unapplied, applied } = await takeFromPayment(runtime, tx, business.id, move);
  const booked = await updateRefund(tx, refund, {
    booked_at: runtime.now(),
    from_unapplied_minor: unapplied.amountMinor,
    from_applied_minor: applied.amountMinor,
  });
  await postPendingRefunds(runtime, tx, business, payment, todayOf(business, runtime.now()));
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  const details = {
    refundId: refund.id,
    amount: Number(amount.amountMinor),
    currency: amount.currency,
  };
  await addHistory(runtime, tx, invoice, "refunded", details);
  await tellAboutRefund(runtime, tx, business, invoice, payment, booked);
}

/** A refund that failed gives back what it took. */
async function restore(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  refund: Refund,
): Promise<void> {
  await updateRefund(tx, refund, { restored_at: runtime.now() });
  const move = { paymentId: payment.id, causeId: refund.id, amount: refund.amount };
  await giveBackToPayment(runtime, tx, business.id, move);
  await postRestoredRefund(runtime, tx, business, refund);
  const details = { refundId: refund.id, reason: refund.failureMessage };
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  await addHistory(runtime, tx, invoice, "refund_failed", details);
  const { id, amount, failureMessage: code } = refund; // of a refund, Stripe tells only a code
  const failed = { kind: "refund_failed", id, amount, code, message: null } as const;
  await tellAboutFailure(runtime, tx, business, invoice, payment, failed);
}
