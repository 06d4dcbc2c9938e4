import { type Business, isClosed } from "#src/businesses/business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { type Leg, postTransaction } from "#src/ledger/post-transaction.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { type Day, dayIn } from "#src/values/day.ts";
import { addMoney, negate, subtractMoney } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { surplusOf } from "./move-back.ts";
import type { Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { listRefunds } from "./refund-store.ts";
import { updatePayment } from "./store.ts";

/**
 * Books a collected payment in its connection's deposit account on the day it was collected. A
 * closed period keeps it out: collected and recorded are two facts (law 7), and the payment waits
 * to be recorded on an open day, which a person chooses as `chosenOn`.
 */
export async function postPayment(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  chosenOn: Day | null = null,
): Promise<void> {
  const on = chosenOn ?? dayCollected(business, payment);
  if (isClosed(business, on)) return;
  const connection = await getConnection(tx, business.id, connectionOf(payment));
  const refunds = await listRefunds(tx, business.id, [payment.id]);
  const collected = await beforeRefunds(tx, payment, refunds);
  await postTransaction(runtime, tx, business.id, {
    on,
    mode: payment.mode,
    cause: { type: "payment", id: payment.id },
    legs: [
      { account: { id: connection.depositAccountId }, amount: payment.amount },
      { account: "receivable", amount: negate(collected.applied) },
      { account: "customer_credit", amount: negate(collected.unapplied) },
    ],
  });
  await updatePayment(tx, business.id, payment.id, {
    recorded_on: on,
    deposit_account_id: connection.depositAccountId,
  });
}

/**
 * What became of the money when it was collected. What refunds took since, and what failed ones could
 * not give back to invoices, is booked beside it.
 */
async function beforeRefunds(tx: BusinessTx, payment: Payment, refunds: readonly Refund[]) {
  let { applied, unapplied } = payment;
  for (const refund of refunds.filter(({ bookedAt }) => bookedAt !== null)) {
    if (refund.restoredAt === null) {
      applied = addMoney(applied, refund.fromApplied);
      unapplied = addMoney(unapplied, refund.fromUnapplied);
      continue;
    }
    const { id: causeId, amount } = refund;
    const surplus = await surplusOf(tx, payment.businessId, { causeId, amount });
    applied = addMoney(applied, surplus);
    unapplied = subtractMoney(unapplied, surplus);
  }
  return { applied, unapplied };
}

/**
 * Books the processor's fee beside a recorded payment, with the conversion when the processor
 * settles in another currency.
 */
export async function postFee(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
): Promise<void> {
  if (payment.recordedOn === null || payment.fee === null) return;
  const on = feeDay(business, payment.recordedOn, runtime.now());
  if (isClosed(business, on)) return; // the sweep books it on the first open day
  const connection = await getConnection(tx, business.id, connectionOf(payment));
  const deposit = { id: must(payment.depositAccountId, "a recorded payment has its account") };
  await postTransaction(runtime, tx, business.id, {
    on,
    mode: payment.mode,
    cause: { type: "payment_fee", id: payment.id },
    legs: [
      ...conversionLegs(payment, deposit),
      { account: { id: connection.feesAccountId }, amount: payment.fee },
      { account: deposit, amount: negate(payment.fee) },
    ],
  });
}

/** The day of the payment, or today when the period was closed in between. */
function feeDay(business: Business, recordedOn: Day, now: Date): Day {
  return isClosed(business, recordedOn) ? dayIn(business.timezone, now) : recordedOn;
}

/** Money that arrived in one currency and was settled in another, through the exchange account. */
function conversionLegs(payment: Payment, deposit: { id: string }): Leg[] {
  const { amount, settled } = payment;
  if (settled === null || settled.currency === amount.currency) return [];
  return [
    { account: deposit, amount: negate(amount) },
    { account: "exchange", amount },
    { account: "exchange", amount: negate(settled) },
    { account: deposit, amount: settled },
  ];
}

function dayCollected(business: Business, payment: Payment): Day {
  return dayIn(business.timezone, must(payment.collectedAt, "a collected payment has its moment"));
}
