import type Stripe from "stripe";
import { DISPUTE_STATUSES, type TrueDispute } from "../processor.ts";
import { fromStripeUnits } from "./amounts.ts";
import { ask, readFault } from "./client.ts";

/**
 * Every dispute of a payment with what moved because of it, oldest first. A key that may not read
 * disputes sees none. https://docs.stripe.com/api/disputes/list
 */
export async function listStripeDisputes(stripe: Stripe, intentId: string): Promise<TrueDispute[]> {
  try {
    const page = await ask(() => stripe.disputes.list({ payment_intent: intentId, limit: 100 }));
    return page.data.map(describeDispute).toReversed();
  } catch (error) {
    if (readFault(error).fault !== "permission_missing") throw error;
    return [];
  }
}

function describeDispute(dispute: Stripe.Dispute): TrueDispute {
  const { due_by: dueBy } = dispute.evidence_details;
  return {
    processorDisputeId: dispute.id,
    status: DISPUTE_STATUSES.find((status) => status === dispute.status) ?? "needs_response",
    amount: fromStripeUnits(dispute.amount, dispute.currency),
    reason: dispute.reason,
    evidenceDueBy: dueBy === null ? null : new Date(dueBy * 1000),
    openedAt: new Date(dispute.created * 1000),
    movements: dispute.balance_transactions
      .toSorted((a, b) => a.created - b.created)
      .map((moved) => ({
        transactionId: moved.id,
        amount: fromStripeUnits(moved.amount, moved.currency),
        fee: fromStripeUnits(moved.fee, moved.currency),
      })),
  };
}
