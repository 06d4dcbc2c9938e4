import Stripe from "stripe";
import type { Instant } from "#src/values/day.ts";
import type { ProcessorEvent } from "../processor.ts";
import { ask, lookUpFailed } from "./client.ts";

/** What our endpoint subscribes to. */
export const EVENT_TYPES = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "payment_intent.succeeded",
  "payment_intent.processing",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "charge.updated",
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "payout.paid",
  "payout.failed",
  "radar.early_fraud_warning.created",
] as const satisfies Stripe.WebhookEndpointCreateParams.EnabledEvent[];

/** What the sweep lists: at most twenty types, so without one that a completed session tells, too. */
export const LISTED_TYPES = EVENT_TYPES.filter((type) => type !== "payment_intent.processing");

/** Of an event only ids and tags are used; the truth about them is fetched. */
export function readStripeEvent(event: Stripe.Event): ProcessorEvent {
  const object = event.data.object as unknown as EventObject;
  return {
    id: event.id,
    type: event.type,
    createdAt: new Date(event.created * 1000),
    mode: event.livemode ? "live" : "test",
    sessionId: object.object === "checkout.session" ? object.id : null,
    processorPaymentId:
      object.object === "payment_intent" ? object.id : idOf(object.payment_intent),
    paymentId: object.metadata?.["payment"] ?? null,
    payoutId: object.object === "payout" ? object.id : null,
    isFraudWarning: event.type === "radar.early_fraud_warning.created",
    isAboutMoneyBack:
      ["refund", "dispute"].includes(object.object) || event.type === "charge.refunded",
  };
}

interface EventObject {
  readonly object: string;
  readonly id: string;
  readonly payment_intent?: string | { id: string } | null;
  readonly metadata?: Record<string, string> | null;
}

function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === "object" ? (reference?.id ?? null) : (reference ?? null);
}

/** Events of the last 30 days at most; oldest first. https://docs.stripe.com/api/events/list */
export async function listStripeEvents(stripe: Stripe, since: Instant): Promise<ProcessorEvent[]> {
  try {
    const events: Stripe.Event[] = [];
    const pages = stripe.events.list({
      types: LISTED_TYPES,
      created: { gte: Math.floor(since.getTime() / 1000) },
      limit: 100,
    });
    await ask(async () => {
      for await (const event of pages) events.push(event);
    });
    return events.map(readStripeEvent).toReversed();
  } catch (error) {
    throw lookUpFailed(error);
  }
}

const TOLERANCE_S = 300;

/**
 * The event of a webhook request whose signature one of the secrets made, not more than five minutes
 * ago; `null` for anything else. An empty secret never verifies.
 * https://docs.stripe.com/webhooks/signatures
 */
export function verifyStripeWebhook(
  body: string,
  signature: string,
  secrets: readonly string[],
  now: Instant,
): ProcessorEvent | null {
  for (const secret of secrets) {
    if (secret === "") continue;
    try {
      const event = Stripe.webhooks.constructEvent(
        body,
        signature,
        secret,
        TOLERANCE_S,
        undefined,
        now.getTime(),
      );
      return readStripeEvent(event);
    } catch {
      // not made with this secret; the next one may fit
    }
  }
  return null;
}
