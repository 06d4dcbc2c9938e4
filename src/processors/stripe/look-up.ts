import type Stripe from "stripe";
import { assert } from "#src/values/assert.ts";
import type {
  Collected,
  Decline,
  PaymentMethod,
  PaymentReference,
  PaymentTruth,
  Settlement,
  TrueStatus,
} from "../processor.ts";
import { fromStripeUnits } from "./amounts.ts";
import { listStripeDisputes } from "./disputes.ts";
import { listStripeRefunds } from "./refunds.ts";
import { readTags } from "./tags.ts";
import { ask, isMissing, lookUpFailed, readFault } from "./client.ts";

const CHARGE = "latest_charge";
const SETTLEMENT = "latest_charge.balance_transaction";

/**
 * What Stripe holds about one payment, in a single request when all is well: the session with its
 * intent, charge and fee. `null` when Stripe knows neither id.
 */
export async function lookUpStripePayment(
  stripe: Stripe,
  reference: PaymentReference,
): Promise<PaymentTruth | null> {
  try {
    return await lookUp(stripe, reference, SETTLEMENT);
  } catch (error) {
    if (isMissing(error)) return null;
    throw lookUpFailed(error);
  }
}

/** Keys that may not read balance transactions settle all the same, only without fee and net. */
async function lookUp(
  stripe: Stripe,
  reference: PaymentReference,
  depth: typeof SETTLEMENT | typeof CHARGE,
): Promise<PaymentTruth> {
  const { sessionId, processorPaymentId } = reference;
  try {
    if (sessionId !== null) return await fromSession(stripe, reference, sessionId, depth);
    assert(processorPaymentId !== null, "a look-up needs an id");
    const options = { expand: [depth] };
    const intent = await ask(() => stripe.paymentIntents.retrieve(processorPaymentId, options));
    return await describe(stripe, reference, null, intent);
  } catch (error) {
    if (depth === CHARGE || readFault(error).fault !== "permission_missing") throw error;
    return lookUp(stripe, reference, CHARGE);
  }
}

async function fromSession(
  stripe: Stripe,
  reference: PaymentReference,
  sessionId: string,
  depth: string,
): Promise<PaymentTruth> {
  const options = { expand: [`payment_intent.${depth}`] };
  const session = await ask(() => stripe.checkout.sessions.retrieve(sessionId, options));
  const intent = session.payment_intent;
  assert(typeof intent !== "string", "the payment intent was not expanded");
  return describe(stripe, reference, session, intent);
}

async function describe(
  stripe: Stripe,
  reference: PaymentReference,
  session: Stripe.Checkout.Session | null,
  intent: Stripe.PaymentIntent | null,
): Promise<PaymentTruth> {
  const owner = intent ?? session;
  assert(owner !== null, "a payment has a session or an intent");
  const charge = intent === null ? null : expanded(intent.latest_charge);
  return {
    mode: owner.livemode ? "live" : "test",
    tags: readTags({ ...session?.metadata, ...intent?.metadata }),
    sessionId: session?.id ?? null,
    sessionState: (session?.status ?? null) as PaymentTruth["sessionState"],
    processorPaymentId: intent?.id ?? null,
    status: statusOf(session, intent),
    collected: intent?.status === "succeeded" && charge ? collectedBy(intent, charge) : null,
    declines: intent === null ? [] : await listDeclines(stripe, intent),
    refunds:
      intent && hasRefunds(reference, charge) ? await listStripeRefunds(stripe, intent.id) : [],
    disputes: intent && charge?.disputed ? await listStripeDisputes(stripe, intent.id) : [],
  };
}

/**
 * Tries that were turned down, also those before one that succeeded, which takes the intent's last
 * error away: what is listed must not depend on when somebody looked (I16). An authentication that
 * failed leaves no charge behind, only that error; it is known by the intent and the card it was
 * tried with.
 */
async function listDeclines(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Decline[]> {
  const error = intent.last_payment_error;
  if (!error && intent.status !== "succeeded") return [];
  const charges = await ask(() => stripe.charges.list({ payment_intent: intent.id, limit: 100 }));
  const declines = charges.data
    .filter((charge) => charge.status === "failed")
    .map(declineOf)
    .toReversed();
  if (!error || error.charge) return declines;
  const card = error.payment_method?.card;
  return [
    ...declines,
    {
      chargeId: `${intent.id}:${error.payment_method?.id ?? error.code ?? "error"}`,
      at: new Date(intent.created * 1000),
      amount: fromStripeUnits(intent.amount, intent.currency),
      code: error.decline_code ?? error.code ?? "card_declined",
      message: error.message ?? "The payment was declined.",
      method: {
        type: error.payment_method?.type ?? "card",
        brand: card?.brand ?? null,
        last4: card?.last4 ?? null,
      },
    },
  ];
}

/** A refund that failed leaves the charge as if it had never been: then only we remember to look. */
function hasRefunds(reference: PaymentReference, charge: Stripe.Charge | null): boolean {
  return reference.hasRefunds === true || (charge !== null && charge.amount_refunded > 0);
}

function statusOf(
  session: Stripe.Checkout.Session | null,
  intent: Stripe.PaymentIntent | null,
): TrueStatus {
  if (intent?.status === "succeeded") return "succeeded";
  if (intent?.status === "processing") return "processing";
  if (session?.status === "expired" || intent?.status === "canceled") return "canceled";
  // Submitted and turned down for good: a bank debit that failed after the page was completed.
  if (session?.status === "complete" && intent?.status === "requires_payment_method")
    return "failed";
  if (session?.status === "complete") return "processing";
  return "open";
}

function collectedBy(intent: Stripe.PaymentIntent, charge: Stripe.Charge): Collected {
  return {
    amount: fromStripeUnits(intent.amount_received, intent.currency),
    at: new Date(charge.created * 1000),
    chargeId: charge.id,
    method: methodOf(charge),
    payerEmail: charge.billing_details.email ?? charge.receipt_email,
    settlement: settlementOf(charge.balance_transaction),
  };
}

function settlementOf(transaction: string | Stripe.BalanceTransaction | null): Settlement | null {
  if (transaction === null || typeof transaction === "string") return null;
  const { currency, exchange_rate: rate } = transaction;
  return {
    gross: fromStripeUnits(transaction.amount, currency),
    fee: fromStripeUnits(transaction.fee, currency),
    net: fromStripeUnits(transaction.net, currency),
    exchangeRate: rate === null ? null : String(rate),
  };
}

function declineOf(charge: Stripe.Charge): Decline {
  return {
    chargeId: charge.id,
    at: new Date(charge.created * 1000),
    amount: fromStripeUnits(charge.amount, charge.currency),
    code: declineCode(charge),
    message: charge.failure_message ?? "The payment was declined.",
    method: methodOf(charge),
  };
}

/** The bank's reason where it gave one, else Stripe's own word. */
function declineCode(charge: Stripe.Charge): string {
  const reason = charge.outcome?.reason;
  if (reason && reason !== "generic_decline") return reason;
  return charge.failure_code ?? "card_declined";
}

function methodOf(charge: Stripe.Charge): PaymentMethod {
  const details = charge.payment_method_details;
  return {
    type: details?.type ?? "unknown",
    brand: details?.card?.brand ?? null,
    last4: details?.card?.last4 ?? details?.sepa_debit?.last4 ?? null,
  };
}

function expanded<T extends object>(value: string | T | null): T | null {
  assert(typeof value !== "string", "an object of Stripe was not expanded");
  return value;
}
