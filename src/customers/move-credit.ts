import type { Instant } from "#src/values/day.ts";
import type { Money } from "#src/values/money.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { insertCredit } from "./store.ts";

export interface CreditMove {
  readonly id: string;
  readonly customerId: string;
  readonly paymentId: string;
  readonly mode: "test" | "live";
  /** Positive: money came that no invoice needed. Negative: it was used or given back. */
  readonly amount: Money;
  readonly at: Instant;
}

/** Writes that a customer's credit grew or shrank by a payment. Nothing moves for zero. */
export async function moveCredit(
  tx: BusinessTx,
  businessId: string,
  move: CreditMove,
): Promise<void> {
  if (move.amount.amountMinor === 0n) return;
  await insertCredit(tx, {
    business_id: businessId,
    id: move.id,
    customer_id: move.customerId,
    payment_id: move.paymentId,
    mode: move.mode,
    amount_minor: move.amount.amountMinor,
    currency: move.amount.currency,
    happened_at: move.at,
  });
}
