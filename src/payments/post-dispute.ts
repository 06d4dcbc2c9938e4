import { type Business, isClosed } from "#src/businesses/business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { type Leg, postTransaction } from "#src/ledger/post-transaction.ts";
import { reverseTransaction } from "#src/ledger/reverse-transaction.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import { divideHalfUp } from "#src/values/decimal.ts";
import { addMoney, type Money, money, negate, subtractMoney } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { type Dispute, lossOf, type Movement } from "./dispute.ts";
import { listDisputes, listMovements, markRecorded } from "./dispute-store.ts";
import { surplusOf } from "./move-back.ts";
import type { Payment } from "./payment.ts";

/**
 * Books what disputes of a recorded payment moved and is not in the books: withdrawn money waits in
 * an account of its own until the dispute is won (it comes back) or lost (it is a loss); fees are
 * fees. Nothing happens while the day is closed.
 */
export async function postPendingDisputes(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  on: Day,
): Promise<void> {
  if (payment.recordedOn === null || isClosed(business, on)) return;
  for (const dispute of await listDisputes(tx, business.id, [payment.id])) {
    const movements = await listMovements(tx, business.id, dispute.id);
    for (const movement of movements.filter((one) => one.recordedOn === null)) {
      await postMovement(runtime, tx, payment, movement, on);
    }
    if (dispute.status === "lost") await postLoss(runtime, tx, payment, dispute, movements, on);
    if (dispute.status === "won") await postRecovery(runtime, tx, payment, dispute, on);
  }
}

async function postMovement(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  movement: Movement,
  on: Day,
): Promise<void> {
  const { businessId } = payment;
  const connection = await getConnection(tx, businessId, connectionOf(payment));
  const deposit = { id: must(payment.depositAccountId, "a recorded payment has its account") };
  const { amount, fee } = movement;
  await postTransaction(runtime, tx, businessId, {
    on,
    mode: payment.mode,
    cause: { type: "dispute_movement", id: movement.transactionId },
    legs: [
      { account: deposit, amount: subtractMoney(amount, fee) },
      { account: "disputed", amount: negate(amount) },
      { account: { id: connection.feesAccountId }, amount: fee },
    ],
  });
  await markRecorded(tx, businessId, movement.transactionId, on);
}

/** What was withdrawn and will not come back. */
async function postLoss(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  dispute: Dispute,
  movements: readonly Movement[],
  on: Day,
): Promise<void> {
  const lost = lossOf(movements);
  if (lost === null) return;
  await postTransaction(runtime, tx, payment.businessId, {
    on,
    mode: payment.mode,
    cause: { type: "dispute_lost", id: dispute.id },
    legs: [
      { account: "dispute_losses", amount: lost },
      { account: "disputed", amount: negate(lost) },
    ],
  });
}

/**
 * Books that the customer owes again what a lost dispute took: a loss no longer, but a receivable, or
 * no credit of the customer any more.
 */
export async function postReopenedDispute(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  dispute: Dispute,
  on: Day,
): Promise<void> {
  const { fromApplied, fromUnapplied } = dispute;
  const owed = addMoney(fromApplied, fromUnapplied);
  const loss = lossOf(await listMovements(tx, payment.businessId, dispute.id));
  await postTransaction(runtime, tx, payment.businessId, {
    on,
    mode: payment.mode,
    cause: { type: "dispute_reopened", id: dispute.id },
    legs: [
      { account: "receivable", amount: fromApplied },
      { account: "customer_credit", amount: fromUnapplied },
      ...lossNoMore(owed, dispute, loss ?? owed),
    ],
  });
}

/** The loss that goes away, through the exchange account when it was one in another currency. */
function lossNoMore(owed: Money, dispute: Dispute, loss: Money): Leg[] {
  if (loss.currency === owed.currency) return [{ account: "dispute_losses", amount: negate(owed) }];
  const share = divideHalfUp(loss.amountMinor * owed.amountMinor, dispute.amount.amountMinor);
  const settled = money(share, loss.currency);
  return [
    { account: "exchange", amount: negate(owed) },
    { account: "exchange", amount: settled },
    { account: "dispute_losses", amount: negate(settled) },
  ];
}

/** A dispute that was lost and is won after all: no loss any more, and nothing is owed for it. */
async function postRecovery(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  dispute: Dispute,
  on: Day,
): Promise<void> {
  const { businessId } = payment;
  const { id } = dispute;
  await reverseTransaction(runtime, tx, businessId, {
    on,
    of: { type: "dispute_lost", id },
    cause: { type: "dispute_recovered", id },
  });
  const surplus = await surplusOf(tx, businessId, { causeId: id, amount: dispute.amount });
  await reverseTransaction(runtime, tx, businessId, {
    on,
    of: { type: "dispute_reopened", id },
    cause: { type: "dispute_restored", id },
    extraLegs: [
      { account: "receivable", amount: surplus },
      { account: "customer_credit", amount: negate(surplus) },
    ],
  });
}
