import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { currency } from "#src/values/currency.ts";
import type { Day } from "#src/values/day.ts";
import { money } from "#src/values/money.ts";
import { type Leg, postTransaction } from "./post-transaction.ts";
import { findTransaction } from "./store.ts";

export interface Reversal {
  readonly on: Day;
  /** The cause whose transaction is taken back. */
  readonly of: { readonly type: string; readonly id: string };
  readonly cause: { readonly type: string; readonly id: string };
  /** Where the reversed money belongs now, when that is not where it came from. */
  readonly extraLegs?: readonly Leg[];
}

/**
 * Books the exact opposite of an earlier transaction: corrections are reversals, entries never
 * change. Nothing happens when the cause was never booked. Refuses with `period_locked`.
 */
export async function reverseTransaction(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  reversal: Reversal,
): Promise<boolean> {
  const entries = await findTransaction(tx, businessId, reversal.of);
  const [first] = entries;
  if (!first) return false;
  return postTransaction(runtime, tx, businessId, {
    on: reversal.on,
    mode: first.mode === "test" ? "test" : "live",
    cause: reversal.cause,
    legs: [
      ...entries.map((entry) => ({
        account: { id: entry.account_id },
        amount: money(-entry.amount_minor, currency(entry.currency)),
      })),
      ...(reversal.extraLegs ?? []),
    ],
  });
}
