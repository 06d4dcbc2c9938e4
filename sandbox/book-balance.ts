import { exchangeRate } from "./currencies.ts";
import { newId } from "./ids.ts";
import type { BalanceTransaction } from "./state.ts";
import type { Context } from "./world.ts";

const feeRate = 0.015;
const fixedFeeMinor = 25;
const availableAfterSeconds = 2 * 24 * 60 * 60;

interface Movement {
  /** Minor units of `currency`; negative when money leaves the account. */
  amount: number;
  currency: string;
  /** Minor units of the account's currency. */
  fee?: { amount: number; description: string };
  source: string;
  type: BalanceTransaction["type"];
  category: string;
  description: string | null;
  /** The rate of the charge it belongs to, so that a refund takes back what came in. */
  rate?: number | null;
  isAvailableAtOnce?: boolean;
}

/** Books a movement in the account's settlement currency, converting where it has to. */
export function bookBalance({ account, world }: Context, movement: Movement): BalanceTransaction {
  const isConverted = movement.currency !== account.currency;
  const rate = isConverted
    ? (movement.rate ?? exchangeRate(movement.currency, account.currency))
    : null;
  const amount = rate === null ? movement.amount : Math.round(movement.amount * rate);
  const fee = movement.fee?.amount ?? 0;
  const created = world.clock.seconds();
  const transaction: BalanceTransaction = {
    id: newId("txn_3"),
    object: "balance_transaction",
    amount,
    available_on: movement.isAvailableAtOnce ? created : created + availableAfterSeconds,
    balance_type: "payments",
    created,
    currency: account.currency,
    description: movement.description,
    exchange_rate: rate,
    fee,
    fee_details: movement.fee
      ? [
          {
            amount: fee,
            application: null,
            currency: account.currency,
            description: movement.fee.description,
            type: "stripe_fee",
          },
        ]
      : [],
    net: amount - fee,
    reporting_category: movement.category,
    source: movement.source,
    status: movement.isAvailableAtOnce ? "available" : "pending",
    type: movement.type,
  };
  account.balanceTransactions[transaction.id] = transaction;
  return transaction;
}

/** What Stripe keeps of a card charge: 1.5 % and 25 minor units of the settlement currency. */
export function processingFee(amountMinor: number): { amount: number; description: string } {
  return {
    amount: Math.round(amountMinor * feeRate) + fixedFeeMinor,
    description: "Stripe processing fees",
  };
}

/** What Stripe keeps of a SEPA debit: 35 minor units of the settlement currency. */
export const debitFee = { amount: 35, description: "Stripe processing fees" };

/** An amount of another currency as it would be settled to this account. */
export function settledAmount({ account }: Context, amountMinor: number, currency: string): number {
  if (currency === account.currency) return amountMinor;
  return Math.round(amountMinor * exchangeRate(currency, account.currency));
}
