import { moveCredit } from "#src/customers/move-credit.ts";
import { applyCredit, applyPayment } from "#src/invoices/apply-payment.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { amountDue, type Invoice, statusOf } from "#src/invoices/invoice.ts";
import { lockInvoicesOfCause, lockInvoicesOfPayment } from "#src/invoices/lock-applied.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addMoney, type Money, money, negate, subtractMoney } from "#src/values/money.ts";
import { lockPayment } from "./get-payment.ts";
import { methodWord, type Payment } from "./payment.ts";
import { splitRefund } from "./refund.ts";
import { updatePayment } from "./store.ts";

/** Money of a payment that goes back to the payer, and what makes it go. */
export interface MoveBack {
  readonly paymentId: string;
  /** The refund or dispute; everything it moves is known by it. */
  readonly causeId: string;
  readonly amount: Money;
}

/**
 * Takes money out of a payment: unapplied money first, then what counts against invoices, beginning
 * with what was allocated last. What an invoice loses is covered by a credit, or due again.
 */
export async function takeFromPayment(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  move: MoveBack & { readonly isDueAgain: boolean },
): Promise<{ payment: Payment; unapplied: Money; applied: Money }> {
  const invoices = await lockInvoicesOfPayment(tx, businessId, move.paymentId);
  const payment = await lockPayment(tx, businessId, move.paymentId);
  const { unapplied, applied } = splitRefund(payment, move.amount);
  await changePayment(runtime, tx, payment, move, negate(unapplied), negate(applied));
  for (const { invoice, amount } of portionsOf(payment, invoices, applied)) {
    const how = howOf(runtime, payment, move);
    await applyPayment(runtime, tx, invoice, {
      ...how,
      id: runtime.newId("app"),
      amount: negate(amount),
    });
    if (move.isDueAgain) continue;
    const id = runtime.newId("app");
    const fresh = await getInvoice(tx, businessId, invoice.id);
    await applyCredit(runtime, tx, fresh, { ...how, id, paymentId: move.causeId, amount });
  }
  return { payment, unapplied, applied };
}

/** Where the money is taken: what was allocated last goes back first. */
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

/**
 * Gives back to a payment what a cause took: to the invoices as far as they still need it. What was
 * paid again meanwhile needs nothing, and the rest is the customer's credit.
 */
export async function giveBackToPayment(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  move: MoveBack,
): Promise<void> {
  const invoices = await lockInvoicesOfCause(tx, businessId, move.causeId);
  const payment = await lockPayment(tx, businessId, move.paymentId);
  let applied = money(0n, move.amount.currency);
  for (const invoice of invoices) {
    applied = addMoney(applied, await giveBackTo(runtime, tx, payment, move, invoice));
  }
  await changePayment(runtime, tx, payment, move, subtractMoney(move.amount, applied), applied);
}

/** Answers how much of it the invoice could use again. */
async function giveBackTo(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  move: MoveBack,
  invoice: Invoice,
): Promise<Money> {
  const how = howOf(runtime, payment, move);
  const moves = invoice.applications.filter(({ causeId }) => causeId === move.causeId);
  const credits = moves.filter(({ kind }) => kind === "credit").map(({ amount }) => amount);
  const credited = credits.reduce(addMoney, money(0n, invoice.currency));
  const id = runtime.newId("app");
  const off = { ...how, id, paymentId: move.causeId, amount: negate(credited) };
  await applyCredit(runtime, tx, invoice, off);
  const taken = moves.filter(({ kind }) => kind === "payment").map(({ amount }) => amount);
  const wanted = negate(taken.reduce(addMoney, money(0n, invoice.currency)));
  const current = await getInvoice(tx, payment.businessId, invoice.id);
  const due = statusOf(current) === "void" ? money(0n, invoice.currency) : amountDue(current);
  const amount = due.amountMinor < wanted.amountMinor ? due : wanted;
  await applyPayment(runtime, tx, current, { ...how, id: runtime.newId("app"), amount });
  return amount;
}

/** What a cause took from invoices and could not be given back to them: it went to the credit. */
export async function surplusOf(
  tx: BusinessTx,
  businessId: string,
  { causeId, amount }: Pick<MoveBack, "causeId" | "amount">,
): Promise<Money> {
  const invoices = await lockInvoicesOfCause(tx, businessId, causeId);
  const left = invoices
    .flatMap(({ applications }) => applications)
    .filter((one) => one.kind === "payment" && one.causeId === causeId)
    .map((one) => one.amount);
  return negate(left.reduce(addMoney, money(0n, amount.currency)));
}

function howOf(runtime: Runtime, payment: Payment, { causeId }: MoveBack) {
  return {
    paymentId: payment.id,
    causeId,
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
  move: MoveBack,
  unapplied: Money,
  applied: Money,
): Promise<void> {
  await updatePayment(tx, payment.businessId, payment.id, {
    unapplied_minor: payment.unapplied.amountMinor + unapplied.amountMinor,
    applied_minor: payment.applied.amountMinor + applied.amountMinor,
    refunded_minor: payment.refunded.amountMinor - unapplied.amountMinor - applied.amountMinor,
  });
  const { customerId } = payment;
  const credit = { ...howOf(runtime, payment, move), id: runtime.newId("crd"), customerId };
  await moveCredit(tx, payment.businessId, { ...credit, amount: unapplied });
}
