import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyCredit, applyPayment } from "#src/invoices/apply-payment.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { TrueRefund } from "#src/processors/processor.ts";
import { type Money, negate } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { lockPayment } from "./get-payment.ts";
import { tellAboutRefund } from "./letters/tell-about-refund.ts";
import { methodWord, type Payment } from "./payment.ts";
import { postPendingRefunds } from "./post-pending.ts";
import { postRestoredRefund } from "./post-refund.ts";
import { type Refund, splitRefund } from "./refund.ts";
import { insertRefund, listRefunds, updateRefund } from "./refund-store.ts";
import { updatePayment } from "./store.ts";

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
  const known = await listRefunds(tx, payment.businessId, [payment.id]);
  for (const one of told) {
    const ours = known.find(
      ({ id, processorRefundId }) =>
        id === one.refundId || processorRefundId === one.processorRefundId,
    );
    const refund = ours ?? (await insertForeign(runtime, tx, payment, one));
    await recordRefund(runtime, tx, payment.id, refund, one);
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
  paymentId: string,
  before: Refund,
  told: TrueRefund,
): Promise<void> {
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
  if (isTaken && refund.bookedAt === null) await take(runtime, tx, business, paymentId, refund);
  const isLost = told.status === "failed" || told.status === "canceled";
  if (isLost && refund.bookedAt !== null && refund.restoredAt === null) {
    await restore(runtime, tx, business, paymentId, refund);
  }
}

async function take(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  paymentId: string,
  refund: Refund,
): Promise<void> {
  const payment = await lockPayment(tx, business.id, paymentId);
  const { unapplied, applied } = splitRefund(payment, refund.amount);
  const booked = await updateRefund(tx, refund, {
    booked_at: runtime.now(),
    from_unapplied_minor: unapplied.amountMinor,
    from_applied_minor: applied.amountMinor,
  });
  await move(runtime, tx, payment, booked, negate(unapplied), negate(applied));
  await postPendingRefunds(runtime, tx, business, payment, todayOf(business, runtime.now()));
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  const details = {
    refundId: refund.id,
    amount: Number(refund.amount.amountMinor),
    currency: refund.amount.currency,
  };
  await addHistory(runtime, tx, invoice, "refunded", details);
  await tellAboutRefund(runtime, tx, business, invoice, payment, booked);
}

/** A refund that failed gives back exactly what it took, to the invoice and to the credit. */
async function restore(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  paymentId: string,
  refund: Refund,
): Promise<void> {
  const payment = await lockPayment(tx, business.id, paymentId);
  const restored = await updateRefund(tx, refund, { restored_at: runtime.now() });
  await move(runtime, tx, payment, restored, refund.fromUnapplied, refund.fromApplied);
  const on = todayOf(business, runtime.now());
  if (refund.recordedOn !== null) await postRestoredRefund(runtime, tx, business, refund, on);
  const details = { refundId: refund.id, reason: refund.failureMessage };
  await addHistory(
    runtime,
    tx,
    { businessId: business.id, id: payment.invoiceId },
    "refund_failed",
    details,
  );
}

/** Moves money between payment, invoice and credit; negative when it goes back to the payer. */
async function move(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  unapplied: Money,
  applied: Money,
): Promise<void> {
  await updatePayment(tx, payment.businessId, payment.id, {
    unapplied_minor: payment.unapplied.amountMinor + unapplied.amountMinor,
    applied_minor: payment.applied.amountMinor + applied.amountMinor,
    refunded_minor: payment.refunded.amountMinor - unapplied.amountMinor - applied.amountMinor,
  });
  const at = runtime.now();
  const base = { paymentId: payment.id, mode: payment.mode, at };
  const credit = {
    ...base,
    id: runtime.newId("crd"),
    customerId: payment.customerId,
    amount: unapplied,
  };
  await moveCredit(tx, payment.businessId, credit);
  if (applied.amountMinor === 0n) return;
  const invoice = await getInvoice(tx, payment.businessId, payment.invoiceId);
  const how = { ...base, method: methodWord(payment.method?.type ?? "other") };
  const isGivenBack = applied.amountMinor < 0n;
  // What the payment no longer covers is covered by the credit, never both and never neither.
  if (isGivenBack)
    await applyPayment(tx, invoice, { ...how, id: runtime.newId("app"), amount: applied });
  if (!refund.isReopening) {
    const fresh = await getInvoice(tx, payment.businessId, payment.invoiceId);
    await applyCredit(tx, fresh, {
      ...how,
      id: runtime.newId("app"),
      paymentId: refund.id,
      amount: negate(applied),
    });
  }
  if (!isGivenBack) {
    const fresh = await getInvoice(tx, payment.businessId, payment.invoiceId);
    await applyPayment(tx, fresh, { ...how, id: runtime.newId("app"), amount: applied });
  }
}
