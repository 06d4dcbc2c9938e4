import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { applyCredit } from "#src/invoices/apply-payment.ts";
import { getInvoice, lockInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import { lockInvoicesOfCause } from "#src/invoices/lock-applied.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Day } from "#src/values/day.ts";
import { addMoney, type Money, money, negate } from "#src/values/money.ts";
import type { Dispute } from "./dispute.ts";
import { listDisputes, updateDispute } from "./dispute-store.ts";
import { getPayment, lockPayment } from "./get-payment.ts";
import { takeFromPayment } from "./move-back.ts";
import { methodWord, type Payment } from "./payment.ts";
import { postReopenedDispute } from "./post-dispute.ts";
import { postAll } from "./post-pending.ts";
import { postReopenedRefund } from "./post-refund.ts";
import type { Refund } from "./refund.ts";
import { listRefunds, updateRefund } from "./refund-store.ts";
import { type Reopenable, reopenable } from "./reopenable.ts";

/**
 * Makes due again what refunds had settled by a credit and what lost disputes took. Refuses with
 * `nothing_to_reopen`, `payment_not_recorded`, `period_locked`.
 */
export async function reopenPayment(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  attempt: Attempt | null,
): Promise<Payment> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    if (attempt?.effectId) return getPayment(tx, businessId, paymentId); // done by an earlier run
    await attempt?.noteEffect(tx, paymentId);
    const { invoiceId } = await getPayment(tx, businessId, paymentId);
    await lockInvoice(tx, businessId, invoiceId);
    const payment = await lockPayment(tx, businessId, paymentId);
    const { refunds, disputes } = await findReopenable(tx, payment);
    const on = await requireOpenDay(runtime, tx, payment);
    await postAll(runtime, tx, payment);
    const amounts: Money[] = [];
    for (const refund of refunds)
      amounts.push(await reopenRefund(runtime, tx, payment, refund, on));
    for (const one of disputes) amounts.push(await reopenDispute(runtime, tx, payment, one, on));
    await writeDown(runtime, tx, actor, payment, amounts);
    return getPayment(tx, businessId, paymentId);
  });
}

async function findReopenable(tx: BusinessTx, payment: Payment): Promise<Reopenable> {
  const { businessId, id } = payment;
  const refunds = await listRefunds(tx, businessId, [id]);
  const disputes = await listDisputes(tx, businessId, [id]);
  const found = reopenable(payment, refunds, disputes);
  if (found.amount.amountMinor > 0n) return found;
  throw new Refusal(
    "nothing_to_reopen",
    "No refund of this payment settled anything by a credit, and no dispute about it was lost.",
  );
}

async function requireOpenDay(runtime: Runtime, tx: BusinessTx, payment: Payment): Promise<Day> {
  const business = await getBusiness(tx, payment.businessId);
  const today = todayOf(business, runtime.now());
  if (payment.recordedOn === null) {
    throw new Refusal("payment_not_recorded", "Record this payment in the books first.");
  }
  if (isClosed(business, today)) {
    const until = business.booksLockedThrough;
    throw new Refusal("period_locked", `The books are closed through ${until}, today included.`);
  }
  return today;
}

/** The credit that a refund left in its place no longer counts. */
async function reopenRefund(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  on: Day,
): Promise<Money> {
  const { businessId } = payment;
  for (const { id, applications } of await lockInvoicesOfCause(tx, businessId, refund.id)) {
    const credited = applications
      .filter(({ kind, causeId }) => kind === "credit" && causeId === refund.id)
      .map(({ amount }) => amount)
      .reduce(addMoney, money(0n, refund.amount.currency));
    await applyCredit(runtime, tx, await getInvoice(tx, businessId, id), {
      id: runtime.newId("app"),
      paymentId: refund.id,
      causeId: refund.id,
      mode: payment.mode,
      method: methodWord(payment.method?.type ?? "other"),
      at: runtime.now(),
      amount: negate(credited),
    });
  }
  const reopened = await updateRefund(tx, refund, { reopened_at: runtime.now() });
  await postReopenedRefund(runtime, tx, payment, reopened, on);
  return refund.fromApplied;
}

/** What the payer's bank kept no longer counts, as far as the payment still holds it. */
async function reopenDispute(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  dispute: Dispute,
  on: Day,
): Promise<Money> {
  const { businessId, id: paymentId } = payment;
  const current = await lockPayment(tx, businessId, paymentId);
  const held = addMoney(current.applied, current.unapplied);
  const amount = held.amountMinor < dispute.amount.amountMinor ? held : dispute.amount;
  if (amount.amountMinor === 0n) return amount; // an earlier one took all there was
  const move = { paymentId, causeId: dispute.id, amount, isDueAgain: true };
  const { unapplied, applied } = await takeFromPayment(runtime, tx, businessId, move);
  const reopened = await updateDispute(tx, dispute, {
    reopened_at: runtime.now(),
    from_unapplied_minor: unapplied.amountMinor,
    from_applied_minor: applied.amountMinor,
  });
  await postReopenedDispute(runtime, tx, payment, reopened, on);
  return amount;
}

async function writeDown(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  { id, businessId, invoiceId, amount: { currency } }: Payment,
  amounts: readonly Money[],
): Promise<void> {
  const sum = amounts.reduce(addMoney, money(0n, currency));
  const details = { paymentId: id, amount: Number(sum.amountMinor), currency };
  const invoice = { businessId, id: invoiceId };
  await addHistory(runtime, tx, invoice, "reopened", details, actor.name);
  const target = { type: "payment", id };
  await recordAudit(runtime, tx, actor, "payment.reopened", target, details);
}
