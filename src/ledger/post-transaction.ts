import { assert } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import type { Money } from "#src/values/money.ts";
import { type BusinessTx, databaseErrorCode } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { AccountPurpose } from "./account.ts";
import { findAccountIds, insertTransaction } from "./store.ts";

export type Mode = "test" | "live";

/** One leg: a purpose of the chart or the id of an account; debit positive, credit negative. */
export interface Leg {
  readonly account: AccountPurpose | { readonly id: string };
  readonly amount: Money;
}

export interface Posting {
  readonly on: Day;
  readonly mode: Mode;
  /** What is booked; one posting per cause, however often it is tried. */
  readonly cause: { readonly type: string; readonly id: string };
  readonly legs: readonly Leg[];
}

const PERIOD_LOCKED = "QU001";

/**
 * Books a transaction and answers whether it was new: the same cause again changes nothing. Legs of
 * zero are dropped; legs that do not balance per currency are a bug. Refuses with `period_locked`.
 */
export async function postTransaction(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  posting: Posting,
): Promise<boolean> {
  const legs = posting.legs.filter((leg) => leg.amount.amountMinor !== 0n);
  assertBalanced(legs);
  if (legs.length === 0) return false;
  const purposes = legs.flatMap((leg) => (typeof leg.account === "string" ? [leg.account] : []));
  const ids = await findAccountIds(tx, businessId, purposes);
  const transactionId = runtime.newId("txn");
  try {
    return await insertTransaction(
      tx,
      {
        business_id: businessId,
        id: transactionId,
        occurred_on: posting.on,
        mode: posting.mode,
        cause_type: posting.cause.type,
        cause_id: posting.cause.id,
        posted_at: runtime.now(),
      },
      legs.map((leg) => {
        const accountId = typeof leg.account === "string" ? ids.get(leg.account) : leg.account.id;
        assert(accountId !== undefined, "the chart of accounts is incomplete");
        return {
          business_id: businessId,
          id: runtime.newId("ent"),
          transaction_id: transactionId,
          account_id: accountId,
          amount_minor: leg.amount.amountMinor,
          currency: leg.amount.currency,
        };
      }),
    );
  } catch (error) {
    if (databaseErrorCode(error) !== PERIOD_LOCKED) throw error;
    throw new Refusal(
      "period_locked",
      `The books are closed for ${posting.on}. Choose a later day, or change the date in Books.`,
    );
  }
}

function assertBalanced(legs: readonly Leg[]): void {
  const sums = new Map<string, bigint>();
  for (const { amount } of legs) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.amountMinor);
  }
  for (const [currency, sum] of sums) assert(sum === 0n, `a posting is off by ${sum} ${currency}`);
}
