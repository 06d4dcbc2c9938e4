import { systemActor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { noteSettlementCurrency } from "#src/connections/note-health.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyPayment } from "#src/invoices/apply-payment.ts";
import { drawReceiptNumber } from "#src/invoices/draw-receipt-number.ts";
import { getInvoice, lockInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Collected, Decline, PaymentTruth } from "#src/processors/processor.ts";
import { must } from "#src/values/assert.ts";
import { dayIn } from "#src/values/day.ts";
import { tellAboutFailure } from "./letters/tell-about-failure.ts";
import { tellAboutPayment } from "./letters/tell-about-payment.ts";
import { isLive, methodWord, type Payment } from "./payment.ts";
import { allocate, isAbout, nextSessionState, nextStatus } from "./plan-settlement.ts";
import { postPendingRefunds } from "./post-pending.ts";
import { postFee, postPayment } from "./post-payment.ts";
import { recordDisputes } from "./record-dispute.ts";
import { recordRefunds } from "./record-refund.ts";
import { findPayerHash } from "./session-store.ts";
import { findPayment, insertAttempt, isClaimedByOther, updatePayment } from "./store.ts";
import { watchDeclines } from "./watch-declines.ts";

/**
 * Writes what the processor told about a payment: status, money, books and letters in one
 * transaction, under the locks invoice → payment → ledger. Told twice, it changes nothing.
 */
export async function recordTruth(
  runtime: Runtime,
  looked: Payment,
  truth: PaymentTruth,
): Promise<Payment> {
  const { businessId, id } = looked;
  if (!isAbout(looked, runtime.installationId, truth)) {
    runtime.log.warn(
      { payment: id, tags: truth.tags, mode: truth.mode },
      "the processor's payment belongs to something else and was left alone",
    );
    return looked;
  }
  return transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, looked.invoiceId);
    const payment = await reread(tx, looked);
    if (payment.clearedAt !== null) return payment; // test money that counts no more
    const intentId = truth.processorPaymentId;
    if (intentId !== null && (await isClaimedByOther(tx, payment, intentId))) {
      runtime.log.warn(
        { payment: id, intentId },
        "the processor's payment is counted for another attempt",
      );
      return payment;
    }
    let hasNewDeclines = false;
    for (const decline of truth.declines) {
      if (await recordDecline(runtime, tx, payment, decline)) hasNewDeclines = true;
    }
    if (hasNewDeclines) await watchDeclines(runtime, tx, payment);
    let current = await recordProgress(runtime, tx, payment, invoice, truth);
    if (truth.collected !== null && payment.status !== "succeeded") {
      current = await recordCollected(runtime, tx, invoice, current, truth.collected);
      if (!isLive(payment)) await closeOtherPage(tx, payment);
    }
    if (truth.collected !== null) await recordSettlement(runtime, tx, current, truth.collected);
    await recordRefunds(runtime, tx, payment, truth.refunds);
    await recordDisputes(runtime, tx, payment, truth.disputes);
    return reread(tx, payment);
  });
}

/** Money of a page that was over already: meanwhile another one may be open, for what is paid now. */
async function closeOtherPage(tx: BusinessTx, { businessId, invoiceId }: Payment): Promise<void> {
  await addJob(tx, "close_sessions", { businessId, invoiceId });
}

async function reread(tx: BusinessTx, payment: Payment): Promise<Payment> {
  const row = await findPayment(tx, payment.businessId, payment.id, "lock");
  return must(row, "payments are never deleted");
}

/** Ids, session and every status but success, which comes with its money. */
async function recordProgress(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  invoice: Invoice,
  truth: PaymentTruth,
): Promise<Payment> {
  const status = nextStatus(payment, truth);
  const last = truth.declines.at(-1);
  const isFailure = status === "failed" && payment.status !== "failed";
  const current = await updatePayment(tx, payment.businessId, payment.id, {
    ...(status === "succeeded" ? {} : { status }),
    session_id: payment.session.id ?? truth.sessionId,
    session_state: nextSessionState(payment, truth),
    processor_payment_id: truth.processorPaymentId ?? payment.processorPaymentId,
    ...(isFailure && last ? { failure_code: last.code, failure_message: last.message } : {}),
  });
  if (isFailure && payment.status === "processing") {
    const { id, amount } = payment;
    const business = await getBusiness(tx, payment.businessId);
    const { code = null, message = null } = last ?? {};
    const failed = { kind: "debit_failed", id, amount, code, message } as const;
    await tellAboutFailure(runtime, tx, business, invoice, payment, failed);
  }
  if (status === "processing" && payment.status !== "processing") {
    await addHistory(runtime, tx, invoice, "payment_processing", { paymentId: payment.id });
  }
  return current;
}

/**
 * A try the bank turned down inside an open page: a row of its own that leaves the invoice as it is.
 * Answers whether it was new.
 */
async function recordDecline(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  decline: Decline,
): Promise<boolean> {
  const { businessId } = payment;
  const isNew = await insertAttempt(tx, {
    business_id: businessId,
    id: runtime.newId("pay"),
    invoice_id: payment.invoiceId,
    customer_id: payment.customerId,
    processor: payment.processor,
    connection_id: payment.connectionId,
    mode: payment.mode,
    status: "failed",
    amount_minor: decline.amount.amountMinor,
    currency: decline.amount.currency,
    created_at: decline.at,
    attempt_of: payment.id,
    payer_hash: await findPayerHash(tx, businessId, payment.id),
    processor_charge_id: decline.chargeId,
    method_type: decline.method.type,
    method_brand: decline.method.brand,
    method_last4: decline.method.last4,
    failure_code: decline.code,
    failure_message: decline.message,
  });
  if (!isNew) return false;
  const invoice = { businessId, id: payment.invoiceId };
  await addHistory(runtime, tx, invoice, "payment_declined", {
    code: decline.code,
    message: decline.message,
  });
  return true;
}

/** The money is there: allocated, applied, booked unless the period is closed, receipted, told. */
async function recordCollected(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  payment: Payment,
  collected: Collected,
): Promise<Payment> {
  const { businessId, id } = payment;
  const business = await getBusiness(tx, businessId);
  const { applied, unapplied, reason } = allocate(payment, invoice, collected);
  const allocated = await updatePayment(tx, businessId, id, {
    status: "succeeded",
    session_state: payment.session.state === null ? null : "complete",
    amount_minor: collected.amount.amountMinor,
    currency: collected.amount.currency,
    collected_at: collected.at,
    method_type: collected.method.type,
    method_brand: collected.method.brand,
    method_last4: collected.method.last4,
    failure_code: null,
    failure_message: null,
    applied_minor: applied.amountMinor,
    unapplied_minor: unapplied.amountMinor,
    unapplied_reason: reason,
  });
  const application = {
    id: runtime.newId("app"),
    paymentId: id,
    mode: payment.mode,
    at: collected.at,
  };
  if (applied.amountMinor > 0n) {
    const method = methodWord(collected.method.type);
    await applyPayment(runtime, tx, invoice, { ...application, amount: applied, method });
  }
  const credit = { ...application, id: runtime.newId("crd"), customerId: payment.customerId };
  await moveCredit(tx, businessId, { ...credit, amount: unapplied });
  await postPayment(runtime, tx, business, allocated);
  const receiptNumber = await drawReceiptNumber(
    tx,
    businessId,
    dayIn(business.timezone, collected.at),
  );
  const settled = await updatePayment(tx, businessId, id, { receipt_number: receiptNumber });
  await addHistory(runtime, tx, invoice, reason === null ? "paid" : "payment_unapplied", {
    paymentId: id,
    amount: Number(collected.amount.amountMinor),
    currency: collected.amount.currency,
    receiptNumber,
    reason,
  });
  const current = await getInvoice(tx, businessId, invoice.id);
  await tellAboutPayment(runtime, tx, business, current, settled, collected);
  const details = {
    invoiceId: invoice.id,
    applied: Number(applied.amountMinor),
    unapplied: Number(unapplied.amountMinor),
  };
  await recordAudit(
    runtime,
    tx,
    systemActor(businessId),
    "payment.succeeded",
    { type: "payment", id },
    details,
  );
  return settled;
}

/** Fee, net and rate, once the processor tells them; booked once. */
async function recordSettlement(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  collected: Collected,
): Promise<void> {
  const { settlement } = collected;
  if (settlement === null || payment.fee !== null) return;
  const settled = await updatePayment(tx, payment.businessId, payment.id, {
    fee_minor: settlement.fee.amountMinor,
    net_minor: settlement.net.amountMinor,
    settled_minor: settlement.gross.amountMinor,
    settlement_currency: settlement.gross.currency,
    exchange_rate: settlement.exchangeRate,
  });
  const { businessId, connectionId } = payment;
  if (connectionId) {
    const { currency } = settlement.gross;
    await noteSettlementCurrency(tx, businessId, connectionId, currency);
  }
  const business = await getBusiness(tx, businessId);
  await postFee(runtime, tx, business, settled);
  if (settled.refunded.amountMinor === 0n) return;
  // Refunds that waited for the conversion to be told.
  await postPendingRefunds(runtime, tx, business, settled, todayOf(business, runtime.now()));
}
