import type Stripe from "stripe";
import type { Instant } from "#src/values/day.ts";
import type { HeldPayment } from "../processor.ts";
import { fromStripeUnits } from "./amounts.ts";
import { ask, lookUpFailed, readFault } from "./client.ts";
import { readTags } from "./tags.ts";

const PAGE = 100;
const FEE = "data.balance_transaction";

/**
 * Every succeeded charge since an instant, those whose refund or dispute is younger, and those of the
 * intents named: one request per hundred of each. https://docs.stripe.com/api/charges/list
 */
export async function listHeldAtStripe(
  stripe: Stripe,
  since: Instant,
  alsoIntents: readonly string[],
): Promise<HeldPayment[]> {
  try {
    const created = { gte: Math.floor(since.getTime() / 1000) };
    const held = new Map<string, HeldPayment>();
    const keep = (charges: readonly Stripe.Charge[]) => {
      for (const one of charges.flatMap(describe)) held.set(one.processorPaymentId, one);
    };
    keep(await listCharges(stripe, { created }));
    for (const intent of [...alsoIntents, ...(await listTouched(stripe, created))]) {
      if (!held.has(intent)) keep(await listCharges(stripe, { payment_intent: intent }));
    }
    return [...held.values()];
  } catch (error) {
    throw lookUpFailed(error);
  }
}

/** Keys that may not read balance transactions see charges all the same, only without their fee. */
async function listCharges(
  stripe: Stripe,
  filter: Stripe.ChargeListParams,
): Promise<Stripe.Charge[]> {
  try {
    return await collect(stripe.charges.list({ ...filter, limit: PAGE, expand: [FEE] }));
  } catch (error) {
    if (readFault(error).fault !== "permission_missing") throw error;
    return collect(stripe.charges.list({ ...filter, limit: PAGE }));
  }
}

/** Intents of which something was given back or disputed lately. */
async function listTouched(stripe: Stripe, created: { gte: number }): Promise<string[]> {
  const refunds = await collect(stripe.refunds.list({ created, limit: PAGE }));
  const disputes = await collectIfAllowed(stripe.disputes.list({ created, limit: PAGE }));
  const ids = [...refunds, ...disputes].map(({ payment_intent: intent }) =>
    typeof intent === "object" ? intent?.id : intent,
  );
  return [...new Set(ids.filter((id) => id !== undefined && id !== null))];
}

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  await ask(async () => {
    for await (const one of pages) all.push(one);
  });
  return all;
}

async function collectIfAllowed<T>(pages: AsyncIterable<T>): Promise<T[]> {
  try {
    return await collect(pages);
  } catch (error) {
    if (readFault(error).fault !== "permission_missing") throw error;
    return [];
  }
}

/** A charge that collected money through an intent; others are none of our making. */
function describe(charge: Stripe.Charge): HeldPayment[] {
  const { payment_intent: intent, balance_transaction: balance, currency } = charge;
  const id = typeof intent === "object" ? intent?.id : intent;
  if (charge.status !== "succeeded" || !charge.captured || !id) return [];
  return [
    {
      processorPaymentId: id,
      mode: charge.livemode ? "live" : "test",
      tags: readTags(charge.metadata),
      amount: fromStripeUnits(charge.amount_captured, currency),
      at: new Date(charge.created * 1000),
      fee:
        typeof balance === "object" && balance !== null
          ? fromStripeUnits(balance.fee, balance.currency)
          : null,
      refunded: fromStripeUnits(charge.amount_refunded, currency),
      isDisputed: charge.disputed,
    },
  ];
}
