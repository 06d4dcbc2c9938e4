import type Stripe from "stripe";
import type { RefundOutcome, RefundRequest, TrueRefund } from "../processor.ts";
import { fromStripeUnits, toStripeRefundUnits } from "./amounts.ts";
import { ask, isStoredFailure, readFault } from "./client.ts";

const REASONS = ["duplicate", "fraudulent", "requested_by_customer"] as const;

/** https://docs.stripe.com/api/refunds/create */
export async function refundAtStripe(
  stripe: Stripe,
  request: RefundRequest,
  key: string,
): Promise<RefundOutcome> {
  const reason = REASONS.find((known) => known === request.reason);
  const units = toStripeRefundUnits(request.amount);
  if (units === null) {
    const message = "Stripe cannot move an amount as fine as this.";
    return { kind: "refused", fault: "request_refused", message };
  }
  try {
    const refund = await ask(() =>
      stripe.refunds.create(
        {
          payment_intent: request.processorPaymentId,
          amount: units,
          metadata: { ...request.tags, refund: request.refundId },
          ...(reason === undefined ? {} : { reason }),
        },
        { idempotencyKey: key },
      ),
    );
    return { kind: "accepted", processorRefundId: refund.id };
  } catch (error) {
    if (isStoredFailure(error)) return findMade(stripe, request);
    const { fault, message } = readFault(error);
    // The SDK may have tried before: a pause it is told to make says nothing about that first try.
    if (fault === null || fault === "too_many_requests") return { kind: "unknown", message };
    return { kind: "refused", fault, message };
  }
}

/** The refund that a failed request made all the same, known by our tag; else it was never made. */
async function findMade(stripe: Stripe, request: RefundRequest): Promise<RefundOutcome> {
  try {
    const { data } = await ask(() =>
      stripe.refunds.list({ payment_intent: request.processorPaymentId, limit: 100 }),
    );
    const made = data.find(({ metadata }) => metadata?.["refund"] === request.refundId);
    if (made) return { kind: "accepted", processorRefundId: made.id };
    const message = "Stripe failed to make the refund.";
    return { kind: "refused", fault: "request_refused", message };
  } catch (error) {
    return { kind: "unknown", message: readFault(error).message };
  }
}

/** Every refund of a payment, failed ones too, oldest first. */
export async function listStripeRefunds(stripe: Stripe, intentId: string): Promise<TrueRefund[]> {
  const page = await ask(() => listWithBalance(stripe, intentId));
  return page.data.map(describeRefund).toReversed();
}

/** With what each took from the balance, as far as the key may see that. */
async function listWithBalance(stripe: Stripe, intentId: string) {
  const wanted = { payment_intent: intentId, limit: 100 };
  try {
    return await stripe.refunds.list({ ...wanted, expand: ["data.balance_transaction"] });
  } catch (error) {
    if (readFault(error).fault !== "permission_missing") throw error;
    return stripe.refunds.list(wanted);
  }
}

function describeRefund(refund: Stripe.Refund): TrueRefund {
  const taken = refund.balance_transaction;
  return {
    processorRefundId: refund.id,
    refundId: refund.metadata?.["refund"] ?? null,
    status: statusOf(refund.status),
    amount: fromStripeUnits(refund.amount, refund.currency),
    at: new Date(refund.created * 1000),
    failureMessage: refund.failure_reason ?? null,
    settled:
      taken === null || typeof taken !== "object"
        ? null
        : fromStripeUnits(Math.abs(taken.amount), taken.currency),
  };
}

/** Stripe also knows `requires_action` (bank details wanted from the customer): pending to us. */
function statusOf(status: string | null): TrueRefund["status"] {
  if (status === "succeeded" || status === "failed" || status === "canceled") return status;
  return "pending";
}
