import type Stripe from "stripe";
import { dayIn } from "#src/values/day.ts";
import { PAYOUT_STATUSES, type TruePayout } from "../processor.ts";
import { fromStripeUnits } from "./amounts.ts";
import { ask, isMissing, lookUpFailed, readFault } from "./client.ts";

/**
 * A payout and the payments it carries. Stripe itemises only the payouts it makes by itself.
 * https://docs.stripe.com/api/payouts/object
 */
export async function lookUpStripePayout(
  stripe: Stripe,
  payoutId: string,
): Promise<TruePayout | null> {
  try {
    const payout = await ask(() => stripe.payouts.retrieve(payoutId));
    return {
      payoutId,
      status: PAYOUT_STATUSES.find((status) => status === payout.status) ?? "pending",
      amount: fromStripeUnits(payout.amount, payout.currency),
      arrivesOn: dayIn("UTC", new Date(payout.arrival_date * 1000)),
      createdAt: new Date(payout.created * 1000),
      processorPaymentIds: payout.automatic ? await listIntents(stripe, payoutId) : [],
    };
  } catch (error) {
    if (isMissing(error) || readFault(error).fault === "permission_missing") return null;
    throw lookUpFailed(error);
  }
}

async function listIntents(stripe: Stripe, payout: string): Promise<string[]> {
  const intents: string[] = [];
  const pages = stripe.balanceTransactions.list({ payout, limit: 100, expand: ["data.source"] });
  await ask(async () => {
    for await (const { source } of pages) {
      if (typeof source !== "object" || source?.object !== "charge") continue;
      const intent = source.payment_intent;
      const id = typeof intent === "object" ? intent?.id : intent;
      if (id) intents.push(id);
    }
  });
  return intents;
}

/**
 * The currencies that money is kept in before it is paid out: what is charged in another one is
 * converted. https://docs.stripe.com/api/balance
 */
export async function listStripeCurrencies(stripe: Stripe): Promise<string[]> {
  try {
    const { available, pending } = await ask(() => stripe.balance.retrieve());
    const codes = [...available, ...pending].map(({ currency }) => currency.toUpperCase());
    return [...new Set(codes)].toSorted();
  } catch (error) {
    if (readFault(error).fault === "permission_missing") return [];
    throw lookUpFailed(error);
  }
}
