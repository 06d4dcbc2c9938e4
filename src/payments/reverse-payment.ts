import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import { lockInvoicesOfPayment } from "#src/invoices/lock-applied.ts";
import { reverseTransaction } from "#src/ledger/reverse-transaction.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addDays, type Day, day } from "#src/values/day.ts";
import { getPayment, lockPayment } from "./get-payment.ts";
import { takeFromPayment } from "./move-back.ts";
import type { Payment } from "./payment.ts";
import { updatePayment } from "./store.ts";

/**
 * Takes back a payment that was recorded by hand: nothing of it counts any more, what it paid is due
 * again, and its bookings are reversed on an open day. Refuses with `payment_not_manual`,
 * `payment_already_reversed`, `period_locked`.
 *
 * @param on the day of the reversal; today unless given
 */
export async function reversePayment(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  on: string | null,
  attempt: Attempt | null,
): Promise<Payment> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    if (attempt?.effectId) return getPayment(tx, businessId, paymentId); // done by an earlier run
    await attempt?.noteEffect(tx, paymentId);
    const { invoiceId } = await getPayment(tx, businessId, paymentId);
    await lockInvoice(tx, businessId, invoiceId);
    const payment = requireReversible(await lockPayment(tx, businessId, paymentId));
    const reversedOn = await requireOpenDay(runtime, tx, payment, on);
    const causes = await bookedCauses(tx, payment);
    const cause = `${paymentId}:reversed`;
    const move = { paymentId, causeId: cause, amount: payment.amount, isDueAgain: true };
    await takeFromPayment(runtime, tx, businessId, move);
    await updatePayment(tx, businessId, paymentId, { reversed_at: runtime.now() });
    for (const of of causes) {
      const reversal = { type: `${of.type}_reversed`, id: of.id };
      await reverseTransaction(runtime, tx, businessId, { on: reversedOn, of, cause: reversal });
    }
    await writeDown(runtime, tx, actor, payment, reversedOn);
    return getPayment(tx, businessId, paymentId);
  });
}

function requireReversible(payment: Payment): Payment {
  if (payment.processor !== "manual") {
    throw new Refusal(
      "payment_not_manual",
      "Money that came through a processor is given back by a refund, not taken out of the books.",
    );
  }
  if (payment.reversedAt !== null) {
    throw new Refusal("payment_already_reversed", "This payment was reversed already.");
  }
  return payment;
}

async function requireOpenDay(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  on: string | null,
): Promise<Day> {
  const business = await getBusiness(tx, payment.businessId);
  const today = todayOf(business, runtime.now());
  const chosen = on === null ? today : day(on);
  if (payment.paidOn !== null && chosen < payment.paidOn) {
    throw refuseField("on", "must not lie before the day of the payment");
  }
  if (isClosed(business, chosen)) {
    throw new Refusal(
      "period_locked",
      `The books are closed through ${business.booksLockedThrough}. Choose a later day.`,
    );
  }
  const { booksLockedThrough: lock } = business;
  const firstOpen = lock === null || lock < today ? today : addDays(lock, 1);
  if (chosen > firstOpen) throw refuseField("on", `must not lie after ${firstOpen}`);
  return chosen;
}

/** The payment itself, and what was allocated of it to other invoices since. */
async function bookedCauses(tx: BusinessTx, { businessId, id }: Payment) {
  const moves = (await lockInvoicesOfPayment(tx, businessId, id))
    .flatMap(({ applications }) => applications)
    .filter(({ sourceId, causeId }) => sourceId === id && causeId !== id);
  return [
    { type: "payment", id },
    ...moves.map(({ causeId }) => ({ type: "allocation", id: causeId })),
  ];
}

async function writeDown(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  { id, businessId, invoiceId, amount }: Payment,
  on: Day,
): Promise<void> {
  const details = { paymentId: id, amount: Number(amount.amountMinor), currency: amount.currency };
  const invoice = { businessId, id: invoiceId };
  await addHistory(runtime, tx, invoice, "payment_reversed", details, actor.name);
  const target = { type: "payment", id };
  await recordAudit(runtime, tx, actor, "payment.reversed", target, { ...details, on });
}
