import { bookBalance } from "./book-balance.ts";
import { closeDispute } from "./settle-dispute.ts";
import { emitEvent } from "./emit-event.ts";
import { newId } from "./ids.ts";
import { find, type BalanceTransaction, type Charge, type Dispute } from "./state.ts";
import type { Context } from "./world.ts";

const disputeFee = { amount: 2000, description: "Dispute fee" };
const evidenceWithinSeconds = 9 * 24 * 60 * 60;

/** Why a bank may dispute a charge, as Stripe names it. */
export const disputeReasons = [
  "bank_cannot_process",
  "check_returned",
  "credit_not_processed",
  "customer_initiated",
  "debit_not_authorized",
  "duplicate",
  "fraudulent",
  "general",
  "incorrect_account_details",
  "insufficient_funds",
  "noncompliant",
  "product_not_received",
  "product_unacceptable",
  "subscription_canceled",
  "unrecognized",
] as const;

/** The cardholder's bank takes back what is left of a charge, or (an inquiry) only asks about it. */
export function openDispute(
  ctx: Context,
  charge: Charge,
  { reason, isInquiry }: { reason: (typeof disputeReasons)[number]; isInquiry: boolean },
): Dispute {
  const { account, world } = ctx;
  const networkCode = reason === "fraudulent" ? "83" : "85";
  const { card } = charge.payment_method_details ?? {};
  const dispute: Dispute = {
    id: newId("du_1"),
    object: "dispute",
    amount: charge.amount_captured - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: world.clock.seconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(charge),
    evidence_details: {
      due_by: world.clock.seconds() + evidenceWithinSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: account.livemode,
    metadata: {},
    network_reason_code: networkCode,
    payment_intent: charge.payment_intent,
    reason,
    status: isInquiry ? "warning_needs_response" : "needs_response",
  };
  if (card)
    dispute.payment_method_details = {
      card: {
        brand: card.brand ?? "visa",
        case_type: isInquiry ? "inquiry" : "chargeback",
        network: card.network ?? "visa",
        network_reason_code: networkCode,
      },
      type: "card",
    };
  account.disputes[dispute.id] = dispute;
  charge.disputed = true;
  emitEvent(ctx, "charge.dispute.created", dispute);
  if (!isInquiry) withdrawFunds(ctx, charge, dispute);
  scheduleDeadline(ctx, dispute);
  return dispute;
}

/** Without an answer in time, a chargeback is lost and an inquiry comes to nothing. */
export function scheduleDeadline(ctx: Context, dispute: Dispute): void {
  ctx.world.clock.at((dispute.evidence_details.due_by ?? 0) * 1000, () => {
    if (!dispute.status.endsWith("needs_response")) return;
    dispute.evidence_details.past_due = true;
    closeDispute({ ...ctx, request: null }, dispute, "lost");
  });
}

function withdrawFunds(ctx: Context, charge: Charge, dispute: Dispute): void {
  const paid = find(ctx.account.balanceTransactions, charge.balance_transaction);
  const transaction: BalanceTransaction = bookBalance(ctx, {
    amount: -dispute.amount,
    currency: dispute.currency,
    fee: disputeFee,
    source: dispute.id,
    type: "adjustment",
    category: "dispute",
    description: `Chargeback withdrawal for ${charge.id}`,
    rate: paid?.exchange_rate ?? null,
    isAvailableAtOnce: true,
  });
  dispute.balance_transactions = [transaction];
  emitEvent(ctx, "charge.dispute.funds_withdrawn", dispute);
}

function noEvidence(charge: Charge): Dispute["evidence"] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: charge.billing_details.email,
    customer_name: charge.billing_details.name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
