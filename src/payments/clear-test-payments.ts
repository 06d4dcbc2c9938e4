import { isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyCredit, applyPayment } from "#src/invoices/apply-payment.ts";
import { getInvoice, lockInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { lockInvoicesOfCause, lockInvoicesOfPayment } from "#src/invoices/lock-applied.ts";
import { reverseTransaction } from "#src/ledger/reverse-transaction.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Day } from "#src/values/day.ts";
import { addMoney, type Money, money, negate } from "#src/values/money.ts";
import { listDisputes, listMovements } from "./dispute-store.ts";
import { lockPayment } from "./get-payment.ts";
import { isLive, type Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { listRefunds } from "./refund-store.ts";
import { listTestPayments, updatePayment } from "./store.ts";

/**
 * Clears the test payments of a connection that went live: nothing of them counts any more, their
 * bookings are reversed, and what they paid is due again (R15). Waits while the books are closed;
 * the sweep comes back to it.
 */
export async function clearTestPayments(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
): Promise<void> {
  const { payments, on } = await transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    const today = todayOf(business, runtime.now());
    const found = isClosed(business, today)
      ? []
      : await listTestPayments(tx, businessId, connectionId);
    return { payments: found, on: today };
  });
  for (const { id, invoiceId } of payments) {
    await transact(runtime.db, businessId, async (tx) => {
      await lockInvoice(tx, businessId, invoiceId);
      await clear(runtime, tx, await lockPayment(tx, businessId, id), on);
    });
  }
}

async function clear(runtime: Runtime, tx: BusinessTx, payment: Payment, on: Day): Promise<void> {
  const { businessId, id } = payment;
  if (payment.clearedAt !== null) return;
  const refunds = await listRefunds(tx, businessId, [id]);
  for (const refund of refunds) {
    for (const invoice of await lockInvoicesOfCause(tx, businessId, refund.id)) {
      await takeOff(runtime, tx, payment, invoice, refund.id, "credit");
    }
  }
  const causes = [
    { type: "payment", id },
    { type: "payment_fee", id },
    ...refunds.flatMap(refundCauses),
    ...(await disputeCauses(tx, payment)),
  ];
  for (const invoice of await lockInvoicesOfPayment(tx, businessId, id)) {
    const moves = invoice.applications.filter(({ sourceId }) => sourceId === id);
    causes.push(...moves.map(({ causeId }) => ({ type: "allocation", id: causeId })));
    const current = await getInvoice(tx, businessId, invoice.id);
    await takeOff(runtime, tx, payment, current, id, "payment");
  }
  const how = {
    id: runtime.newId("crd"),
    customerId: payment.customerId,
    paymentId: id,
    mode: payment.mode,
    at: runtime.now(),
  };
  await moveCredit(tx, businessId, { ...how, amount: negate(payment.unapplied) });
  for (const of of causes) {
    await reverseTransaction(runtime, tx, businessId, {
      on,
      of,
      cause: { type: `${of.type}_cleared`, id: of.id },
    });
  }
  await updatePayment(tx, businessId, id, {
    cleared_at: runtime.now(),
    applied_minor: 0n,
    unapplied_minor: 0n,
    ...(payment.status === "succeeded" ? {} : { status: "canceled" }),
    ...(isLive(payment) ? { session_state: "expired" } : {}),
  });
  await addHistory(runtime, tx, { businessId, id: payment.invoiceId }, "test_payment_cleared", {
    paymentId: id,
  });
}

/** All that was booked about a refund; a failure that is booked took the rest back already. */
function refundCauses({ id }: Refund) {
  return ["refund", "refund_reopened", "refund_failed", "refund_reopened_failed"].map((type) => ({
    type,
    id,
  }));
}

const DISPUTE_CAUSES = [
  "dispute_lost",
  "dispute_reopened",
  "dispute_recovered",
  "dispute_restored",
];

async function disputeCauses(tx: BusinessTx, { businessId, id }: Payment) {
  const causes: { type: string; id: string }[] = [];
  for (const dispute of await listDisputes(tx, businessId, [id])) {
    for (const type of DISPUTE_CAUSES) causes.push({ type, id: dispute.id });
    for (const { transactionId } of await listMovements(tx, businessId, dispute.id)) {
      causes.push({ type: "dispute_movement", id: transactionId });
    }
  }
  return causes;
}

/** Whatever still counts of one source against an invoice no longer does. */
async function takeOff(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  invoice: Invoice,
  sourceId: string,
  kind: "payment" | "credit",
): Promise<void> {
  const counting: Money = invoice.applications
    .filter((one) => one.sourceId === sourceId)
    .map(({ amount }) => amount)
    .reduce(addMoney, money(0n, invoice.currency));
  const move = {
    id: runtime.newId("app"),
    paymentId: sourceId,
    causeId: `${payment.id}:cleared`,
    mode: payment.mode,
    method: "test money",
    at: runtime.now(),
    amount: negate(counting),
  };
  await (kind === "payment" ? applyPayment : applyCredit)(runtime, tx, invoice, move);
}
