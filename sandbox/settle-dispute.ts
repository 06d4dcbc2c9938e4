import { bookBalance } from "./book-balance.ts";
import { emitEvent } from "./emit-event.ts";
import { refused } from "./errors.ts";
import { find, type Charge, type Dispute } from "./state.ts";
import type { Context } from "./world.ts";

/** Text evidence that decides a dispute in test mode, as Stripe's testing page names it. */
const verdicts: Record<string, "lost" | "won"> = {
  losing_evidence: "lost",
  winning_evidence: "won",
};

/** Keeps evidence for the bank; nothing is sent yet. Refuses when the bank no longer listens. */
export function stageEvidence(
  dispute: Dispute,
  given: Partial<Dispute["evidence"]>,
): Partial<Dispute> {
  if (!isWaiting(dispute)) throw refused(`This dispute is already ${dispute.status}.`);
  const previous = {
    evidence: structuredClone(dispute.evidence),
    evidence_details: structuredClone(dispute.evidence_details),
  };
  Object.assign(dispute.evidence, given);
  dispute.evidence_details.has_evidence = true;
  return previous;
}

/** Sends the staged evidence to the bank, which decides a little later when it is test evidence. */
export function submitEvidence(ctx: Context, dispute: Dispute): void {
  dispute.evidence_details.submission_count += 1;
  dispute.evidence_details.submission_method = "manual";
  dispute.status = isInquiry(dispute) ? "warning_under_review" : "under_review";
  scheduleVerdict(ctx, dispute);
}

/** Lets a bank that was shown test evidence decide when its time has come. */
export function scheduleVerdict(ctx: Context, dispute: Dispute): void {
  const { clock, settings } = ctx.world;
  const outcome = verdicts[dispute.evidence.uncategorized_text ?? ""];
  if (!outcome) return;
  clock.at(clock.now() + settings.disputeDecidedAfterMs, () => {
    if (dispute.status.endsWith("under_review"))
      closeDispute({ ...ctx, request: null }, dispute, outcome);
  });
}

/**
 * The bank decides, or the merchant gives in ("lost"). Money taken for a chargeback comes back
 * when it was won; the fee does not. An inquiry ends without having moved any money. A bank may
 * still turn a loss into a win.
 */
export function closeDispute(ctx: Context, dispute: Dispute, outcome: "lost" | "won"): void {
  const isOverturned = dispute.status === "lost" && outcome === "won";
  if (isClosed(dispute) && !isOverturned) return;
  const charge = find(ctx.account.charges, dispute.charge);
  const previous = { status: dispute.status };
  const hasWonMoney = outcome === "won" && !isInquiry(dispute);
  dispute.status = isInquiry(dispute) ? "warning_closed" : outcome;
  dispute.is_charge_refundable = dispute.status !== "lost";
  emitEvent(ctx, "charge.dispute.closed", dispute, previous);
  if (charge && hasWonMoney) reinstateFunds(ctx, charge, dispute);
}

/** Whether nothing can happen to a dispute any more. */
export function isClosed({ status }: Dispute): boolean {
  return status === "won" || status === "lost" || status === "warning_closed";
}

function reinstateFunds(ctx: Context, charge: Charge, dispute: Dispute): void {
  const paid = find(ctx.account.balanceTransactions, charge.balance_transaction);
  const transaction = bookBalance(ctx, {
    amount: dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    type: "adjustment",
    category: "dispute_reversal",
    description: `Chargeback reversal for ${charge.id}`,
    rate: paid?.exchange_rate ?? null,
    isAvailableAtOnce: true,
  });
  dispute.balance_transactions = [...dispute.balance_transactions, transaction];
  emitEvent(ctx, "charge.dispute.funds_reinstated", dispute);
}

/** Whether the bank only asks, so that no money has moved. */
export function isInquiry({ status }: Dispute): boolean {
  return status.startsWith("warning_");
}

function isWaiting({ status }: Dispute): boolean {
  return status === "needs_response" || status === "warning_needs_response";
}
