import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyCredit, applyPayment } from "#src/invoices/apply-payment.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { amountDue, type Invoice, statusOf } from "#src/invoices/invoice.ts";
import { lockInvoicesOfCause, lockInvoicesOfPayment } from "#src/invoices/lock-applied.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { TrueRefund } from "#src/processors/processor.ts";
import { addMoney, type Money, money, negate, subtractMoney } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { lockPayment } from "./get-payment.ts";
import { tellAboutRefund } from "./letters/tell-about-refund.ts";
import { methodWord, type Payment } from "./payment.ts";
import { postPendingRefunds } from "./post-pending.ts";
import { postRestoredRefund } from "./post-refund.ts";
import { isOutdated, type Refund, splitRefund } from "./refund.ts";
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
  if (isTaken && refund.bookedAt === null) await take(runtime, tx, business, paymentId, refund);
  const isLost = told.status === "failed" || told.status === "canceled";
  if (isLost && refund.bookedAt !== null && refund.restoredAt === null) {
    await restore(runtime, tx, business, paymentId, refund);
  }
}

/** An accepted refund takes unapplied money first, then what counts against invoices. */
async function take(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  paymentId: string,
  refund: Refund,
): Promise<void> {
  const invoices = await lockInvoicesOfPayment(tx, business.id, paymentId);
  const payment = await lockPayment(tx, business.id, paymentId);
  const { unapplied, applied } = splitRefund(payment, refund.amount);
  const booked = await updateRefund(tx, refund, {
    booked_at: runtime.now(),
    from_unapplied_minor: unapplied.amountMinor,
    from_applied_minor: applied.amountMinor,
  });
  await changePayment(runtime, tx, payment, refund, negate(unapplied), negate(applied));
  for (const { invoice, amount } of portionsOf(payment, invoices, applied)) {
    await takeFromInvoice(runtime, tx, payment, refund, invoice, amount);
  }
  await postPendingRefunds(runtime, tx, business, payment, todayOf(business, runtime.now()));
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  const { amount } = refund;
  const details = {
    refundId: refund.id,
    amount: Number(amount.amountMinor),
    currency: amount.currency,
  };
  await addHistory(runtime, tx, invoice, "refunded", details);
  await tellAboutRefund(runtime, tx, business, invoice, payment, booked);
}

/** Where the refund's money is taken: what was allocated last goes back first. */
function portionsOf(payment: Payment, invoices: readonly Invoice[], applied: Money) {
  let left = applied.amountMinor;
  return invoices
    .map((invoice) => ({
      invoice,
      moves: invoice.applications.filter((one) => one.sourceId === payment.id),
    }))
    .toSorted((a, b) => Number(b.moves[0]?.at ?? 0) - Number(a.moves[0]?.at ?? 0))
    .flatMap(({ invoice, moves }) => {
      const counting = moves.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
      const part = counting < left ? counting : left;
      left -= part;
      return part > 0n ? [{ invoice, amount: money(part, invoice.currency) }] : [];
    });
}

/** What the payment no longer covers is due again, or covered by a credit. */
async function takeFromInvoice(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  invoice: Invoice,
  amount: Money,
): Promise<void> {
  const how = howOf(runtime, payment, refund);
  await applyPayment(tx, invoice, { ...how, id: runtime.newId("app"), amount: negate(amount) });
  if (refund.isReopening) return;
  const fresh = await getInvoice(tx, payment.businessId, invoice.id);
  await applyCredit(tx, fresh, { ...how, id: runtime.newId("app"), paymentId: refund.id, amount });
}

/**
 * A refund that failed gives back what it took: to the credit, and to the invoices as far as they
 * still need it. What was paid again meanwhile needs nothing, and the rest is the customer's credit.
 */
async function restore(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  paymentId: string,
  refund: Refund,
): Promise<void> {
  const invoices = await lockInvoicesOfCause(tx, business.id, refund.id);
  const payment = await lockPayment(tx, business.id, paymentId);
  await updateRefund(tx, refund, { restored_at: runtime.now() });
  let applied = money(0n, refund.amount.currency);
  for (const invoice of invoices) {
    applied = addMoney(applied, await giveBack(runtime, tx, payment, refund, invoice));
  }
  const unapplied = subtractMoney(refund.amount, applied);
  await changePayment(runtime, tx, payment, refund, unapplied, applied);
  await postRestoredRefund(runtime, tx, business, refund);
  const details = { refundId: refund.id, reason: refund.failureMessage };
  const shown = { businessId: business.id, id: payment.invoiceId };
  await addHistory(runtime, tx, shown, "refund_failed", details);
}

/** Answers how much of it the invoice could use again. */
async function giveBack(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  invoice: Invoice,
): Promise<Money> {
  const how = howOf(runtime, payment, refund);
  const moves = invoice.applications.filter(({ causeId }) => causeId === refund.id);
  for (const { amount } of moves.filter(({ kind }) => kind === "credit")) {
    const current = await getInvoice(tx, payment.businessId, invoice.id);
    await applyCredit(tx, current, {
      ...how,
      id: runtime.newId("app"),
      paymentId: refund.id,
      amount: negate(amount),
    });
  }
  const taken = moves.filter(({ kind }) => kind === "payment").map(({ amount }) => amount);
  const wanted = negate(taken.reduce(addMoney, money(0n, invoice.currency)));
  const current = await getInvoice(tx, payment.businessId, invoice.id);
  const due = statusOf(current) === "void" ? money(0n, invoice.currency) : amountDue(current);
  const amount = due.amountMinor < wanted.amountMinor ? due : wanted;
  await applyPayment(tx, current, { ...how, id: runtime.newId("app"), amount });
  return amount;
}

function howOf(runtime: Runtime, payment: Payment, refund: Refund) {
  return {
    paymentId: payment.id,
    causeId: refund.id,
    mode: payment.mode,
    method: methodWord(payment.method?.type ?? "other"),
    at: runtime.now(),
  };
}

/** What the payment and the customer's credit hold; negative amounts go back to the payer. */
async function changePayment(
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
  const { customerId } = payment;
  const move = { ...howOf(runtime, payment, refund), id: runtime.newId("crd"), customerId };
  await moveCredit(tx, payment.businessId, { ...move, amount: unapplied });
}
