import { type Business, isClosed, todayOf } from "#src/businesses/business.ts";
import type { Application, Invoice } from "#src/invoices/invoice.ts";
import { lockInvoicesOfCause } from "#src/invoices/lock-applied.ts";
import { type Leg, postTransaction } from "#src/ledger/post-transaction.ts";
import { reverseTransaction } from "#src/ledger/reverse-transaction.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import { divideHalfUp } from "#src/values/decimal.ts";
import { addMoney, type Money, money, negate, subtractMoney } from "#src/values/money.ts";
import type { Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { surplusOf } from "./move-back.ts";
import { updateRefund } from "./refund-store.ts";

/**
 * Books a refund beside its recorded payment: the money leaves the deposit account; unapplied money
 * comes from the customer's credit; what invoices lose is due again or, by default, taken back from
 * revenue and tax in each invoice's own proportion.
 */
export async function postRefund(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  on: Day,
): Promise<void> {
  const deposit = { id: must(payment.depositAccountId, "a recorded payment has its account") };
  const invoices = await lockInvoicesOfCause(tx, payment.businessId, refund.id);
  await postTransaction(runtime, tx, payment.businessId, {
    on,
    mode: payment.mode,
    cause: { type: "refund", id: refund.id },
    legs: [
      { account: "customer_credit", amount: refund.fromUnapplied },
      ...(refund.isReopening
        ? [{ account: "receivable", amount: refund.fromApplied } as const]
        : invoices.flatMap((invoice) => takenBack(invoice, refund, "credited"))),
      ...paidOut(payment, refund, deposit),
    ],
  });
  await updateRefund(tx, refund, { recorded_on: on });
}

/**
 * Revenue and tax in the proportion of the invoice. The tax is the difference between what belongs
 * to everything credited up to this move and what belonged to it before, so that parts add up to
 * the whole to the cent, however many there are.
 */
function takenBack(invoice: Invoice, refund: Refund, move: "credited" | "given back"): Leg[] {
  const credits = invoice.applications.filter(({ kind }) => kind === "credit");
  const isOwn = ({ causeId }: Application) => causeId === refund.id;
  const at = move === "credited" ? credits.findIndex(isOwn) : credits.findLastIndex(isOwn);
  const own = must(credits[at], "a refund that settles by credit has its credit").amount;
  const before = credits
    .slice(0, at)
    .map(({ amount }) => amount)
    .reduce(addMoney, money(0n, own.currency));
  const tax = subtractMoney(taxWithin(invoice, addMoney(before, own)), taxWithin(invoice, before));
  return [
    { account: "revenue", amount: subtractMoney(own, tax) },
    { account: "tax", amount: tax },
  ];
}

function taxWithin({ taxTotal, total, currency }: Invoice, part: Money): Money {
  if (total.amountMinor === 0n) return money(0n, currency);
  return money(divideHalfUp(taxTotal.amountMinor * part.amountMinor, total.amountMinor), currency);
}

/** Out of the deposit account, through the exchange account when it was settled otherwise. */
function paidOut(payment: Payment, refund: Refund, deposit: { id: string }): Leg[] {
  const { amount, settled } = refund;
  const isConverted = payment.settled !== null && payment.settled.currency !== amount.currency;
  if (!isConverted || settled === null) return [{ account: deposit, amount: negate(amount) }];
  return [
    { account: "exchange", amount: negate(amount) },
    { account: "exchange", amount: settled },
    { account: deposit, amount: negate(settled) },
  ];
}

/**
 * Books that what a refund's credit had settled is due again: the receivable is back, and so are
 * the revenue and tax that the credit had taken.
 */
export async function postReopenedRefund(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  refund: Refund,
  on: Day,
): Promise<void> {
  const invoices = await lockInvoicesOfCause(tx, payment.businessId, refund.id);
  await postTransaction(runtime, tx, payment.businessId, {
    on,
    mode: payment.mode,
    cause: { type: "refund_reopened", id: refund.id },
    legs: [
      { account: "receivable", amount: refund.fromApplied },
      ...invoices.flatMap((invoice) => takenBack(invoice, refund, "given back")),
    ],
  });
}

/**
 * Books the failure of a booked refund: its money is back, what its credit had taken of revenue and
 * tax is given back, and what invoices no longer need is the customer's credit. Nothing happens while
 * today is closed, or when it is booked already.
 */
export async function postRestoredRefund(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  refund: Refund,
): Promise<void> {
  const on = todayOf(business, runtime.now());
  if (refund.recordedOn === null || isClosed(business, on)) return;
  const { id, amount } = refund;
  const surplus = await surplusOf(tx, business.id, { causeId: id, amount });
  const invoices = await lockInvoicesOfCause(tx, business.id, id);
  // A credit that was reopened gave back its revenue and tax then.
  const isCredited = !refund.isReopening && refund.reopenedAt === null;
  await reverseTransaction(runtime, tx, business.id, {
    on,
    of: [
      { type: "refund", id },
      { type: "refund_reopened", id },
    ],
    cause: { type: "refund_failed", id },
    except: ["revenue", "tax"],
    extraLegs: [
      ...(isCredited
        ? invoices.flatMap((invoice) => takenBack(invoice, refund, "given back"))
        : []),
      { account: "receivable", amount: surplus },
      { account: "customer_credit", amount: negate(surplus) },
    ],
  });
}
