import type { Selectable } from "kysely";
import type { DisputeMovementsRow, DisputesRow } from "#src/platform/tables.ts";
import { DISPUTE_STATUSES, type DisputeStatus } from "#src/processors/processor.ts";
import { currency } from "#src/values/currency.ts";
import type { Day, Instant } from "#src/values/day.ts";
import { addMoney, type Money, money, negate } from "#src/values/money.ts";

/** A payer's bank taking a payment back. */
export interface Dispute {
  readonly id: string;
  readonly businessId: string;
  readonly paymentId: string;
  readonly processorDisputeId: string;
  readonly status: DisputeStatus;
  readonly amount: Money;
  readonly reason: string;
  readonly evidenceDueBy: Instant | null;
  readonly openedAt: Instant;
  /** When what a lost one took was made due again, and from where it was taken. */
  readonly reopenedAt: Instant | null;
  readonly fromUnapplied: Money;
  readonly fromApplied: Money;
  /** When it was given back, the dispute being won after all. */
  readonly restoredAt: Instant | null;
}

/** What moved on the seller's balance because of a dispute, in the settlement currency. */
export interface Movement {
  readonly transactionId: string;
  readonly disputeId: string;
  readonly amount: Money;
  readonly fee: Money;
  readonly recordedOn: Day | null;
}

/** Decided or withdrawn: nothing can be done about it any more. */
export function isOver(dispute: Pick<Dispute, "status">): boolean {
  return ["won", "lost", "warning_closed", "prevented"].includes(dispute.status);
}

/** The bank holds the money or has kept it; an inquiry only asks, and may be answered by a refund. */
export function holdsMoney({ status }: Pick<Dispute, "status">): boolean {
  return status === "needs_response" || status === "under_review" || status === "lost";
}

/** Lost, and nobody owes the seller what it took. */
export function isPlainLoss({ status, reopenedAt }: Dispute): boolean {
  return status === "lost" && reopenedAt === null;
}

/** What the seller's balance lost by its movements; negative when more came back. */
export function lossOf(movements: readonly Movement[]): Money | null {
  const [first, ...rest] = movements.map(({ amount }) => amount);
  return first ? negate(rest.reduce(addMoney, first)) : null;
}

export function disputeFromRow(row: Selectable<DisputesRow>): Dispute {
  return {
    id: row.id,
    businessId: row.business_id,
    paymentId: row.payment_id,
    processorDisputeId: row.processor_dispute_id,
    status: DISPUTE_STATUSES.find((status) => status === row.status) ?? "needs_response",
    amount: money(row.amount_minor, currency(row.currency)),
    reason: row.reason,
    evidenceDueBy: row.evidence_due_by,
    openedAt: row.opened_at,
    reopenedAt: row.reopened_at,
    fromUnapplied: money(row.from_unapplied_minor, currency(row.currency)),
    fromApplied: money(row.from_applied_minor, currency(row.currency)),
    restoredAt: row.restored_at,
  };
}

export function movementFromRow(row: Selectable<DisputeMovementsRow>): Movement {
  const code = currency(row.currency);
  return {
    transactionId: row.transaction_id,
    disputeId: row.dispute_id,
    amount: money(row.amount_minor, code),
    fee: money(row.fee_minor, code),
    recordedOn: row.recorded_on as Day | null,
  };
}
