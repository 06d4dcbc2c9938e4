import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { currency } from "#src/values/currency.ts";
import type { Day } from "#src/values/day.ts";
import { money } from "#src/values/money.ts";
import type { AccountPurpose } from "./account.ts";
import { type Leg, type Mode, postTransaction } from "./post-transaction.ts";
import { findAccountIds, findTransaction } from "./store.ts";

interface Cause {
  readonly type: string;
  readonly id: string;
}

export interface Reversal {
  readonly on: Day;
  /** The causes whose transactions are taken back, as one. */
  readonly of: Cause | readonly Cause[];
  readonly cause: Cause;
  /** Accounts whose legs stay as they are, because `extraLegs` says what moves there now. */
  readonly except?: readonly AccountPurpose[];
  /** Where the reversed money belongs now, when that is not where it came from. */
  readonly extraLegs?: readonly Leg[];
}

/**
 * Books the exact opposite of earlier transactions: corrections are reversals, entries never
 * change. Nothing happens when none of the causes was ever booked. Refuses with `period_locked`.
 */
export async function reverseTransaction(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  reversal: Reversal,
): Promise<boolean> {
  const kept = new Set((await findAccountIds(tx, businessId, reversal.except ?? [])).values());
  const legs: Leg[] = [];
  let mode: Mode | null = null;
  for (const cause of [reversal.of].flat()) {
    for (const entry of await findTransaction(tx, businessId, cause)) {
      mode ??= entry.mode === "test" ? "test" : "live";
      if (kept.has(entry.account_id)) continue;
      const amount = money(-entry.amount_minor, currency(entry.currency));
      legs.push({ account: { id: entry.account_id }, amount });
    }
  }
  if (mode === null) return false;
  return postTransaction(runtime, tx, businessId, {
    on: reversal.on,
    mode,
    cause: reversal.cause,
    legs: [...legs, ...(reversal.extraLegs ?? [])],
  });
}
