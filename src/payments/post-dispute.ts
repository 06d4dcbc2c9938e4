import { type Business, isClosed } from "#src/businesses/business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { postTransaction } from "#src/ledger/post-transaction.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import { addMoney, type Money, negate, subtractMoney } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import type { Dispute, Movement } from "./dispute.ts";
import { listDisputes, listMovements, markRecorded } from "./dispute-store.ts";
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
  const [first, ...rest] = movements.map(({ amount }) => amount);
  if (!first) return;
  const lost: Money = negate(rest.reduce(addMoney, first));
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
