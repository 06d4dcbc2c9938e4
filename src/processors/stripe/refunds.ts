import type Stripe from "stripe";
import type { RefundOutcome, RefundRequest, TrueRefund } from "../processor.ts";
import { fromStripeUnits, toStripeUnits } from "./amounts.ts";
import { ask, readFault } from "./client.ts";

const REASONS = ["duplicate", "fraudulent", "requested_by_customer"] as const;

/** https://docs.stripe.com/api/refunds/create */
export async function refundAtStripe(
  stripe: Stripe,
  request: RefundRequest,
  key: string,
): Promise<RefundOutcome> {
  const reason = REASONS.find((known) => known === request.reason);
  try {
    const refund = await ask(() =>
      stripe.refunds.create(
        {
          payment_intent: request.processorPaymentId,
          amount: toStripeUnits(request.amount),
          metadata: { ...request.tags, refund: request.refundId },
          ...(reason === undefined ? {} : { reason }),
        },
        { idempotencyKey: key },
      ),
    );
    return { kind: "accepted", processorRefundId: refund.id };
  } catch (error) {
    const { fault, message } = readFault(error);
    return fault === null ? { kind: "unknown", message } : { kind: "refused", fault, message };
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
