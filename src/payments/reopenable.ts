import { addMoney, type Money, money } from "#src/values/money.ts";
import { type Dispute, isPlainLoss } from "./dispute.ts";
import type { Payment } from "./payment.ts";
import { isCrediting, type Refund } from "./refund.ts";

export interface Reopenable {
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly amount: Money;
}

/**
 * What could be made due again: what refunds settled by a credit, and what lost disputes took, as far
 * as the payment still holds it.
 */
export function reopenable(
  payment: Payment,
  refunds: readonly Refund[],
  disputes: readonly Dispute[],
): Reopenable {
  const nothing = money(0n, payment.amount.currency);
  if (payment.clearedAt !== null) return { refunds: [], disputes: [], amount: nothing };
  const crediting = refunds.filter(isCrediting);
  const held = addMoney(payment.applied, payment.unapplied);
  const lost = held.amountMinor === 0n ? [] : disputes.filter(isPlainLoss);
  const credited = crediting.map(({ fromApplied }) => fromApplied).reduce(addMoney, nothing);
  const taken = lost.map(({ amount }) => amount).reduce(addMoney, nothing);
  const left = taken.amountMinor < held.amountMinor ? taken : held;
  return { refunds: crediting, disputes: lost, amount: addMoney(credited, left) };
}
