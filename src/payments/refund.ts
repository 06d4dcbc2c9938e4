import type { Selectable } from "kysely";
import type { RefundsRow } from "#src/platform/tables.ts";
import { currency } from "#src/values/currency.ts";
import type { Day, Instant } from "#src/values/day.ts";
import { type Money, money, subtractMoney } from "#src/values/money.ts";
import type { Payment } from "./payment.ts";

export const REFUND_STATUSES = [
  "started",
  "unknown",
  "pending",
  "succeeded",
  "failed",
  "canceled",
] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Money given back of a payment. */
export interface Refund {
  readonly id: string;
  readonly businessId: string;
  readonly paymentId: string;
  readonly status: RefundStatus;
  readonly amount: Money;
  readonly reason: string | null;
  /** Whether what it takes from the invoice is due again; else a credit settles the invoice. */
  readonly isReopening: boolean;
  /** When what a credit had settled was made due again. */
  readonly reopenedAt: Instant | null;
  readonly requestedAt: Instant;
  readonly processorRefundId: string | null;
  readonly failureMessage: string | null;
  readonly bookedAt: Instant | null;
  readonly fromUnapplied: Money;
  readonly fromApplied: Money;
  readonly settled: Money | null;
  readonly restoredAt: Instant | null;
  readonly recordedOn: Day | null;
}

export function refundFromRow(row: Selectable<RefundsRow>): Refund {
  const code = currency(row.currency);
  return {
    id: row.id,
    businessId: row.business_id,
    paymentId: row.payment_id,
    status: REFUND_STATUSES.find((status) => status === row.status) ?? "unknown",
    amount: money(row.amount_minor, code),
    reason: row.reason,
    isReopening: row.is_reopening,
    reopenedAt: row.reopened_at,
    requestedAt: row.requested_at,
    processorRefundId: row.processor_refund_id,
    failureMessage: row.failure_message,
    bookedAt: row.booked_at,
    fromUnapplied: money(row.from_unapplied_minor, code),
    fromApplied: money(row.from_applied_minor, code),
    settled:
      row.settled_minor === null || row.settlement_currency === null
        ? null
        : money(row.settled_minor, currency(row.settlement_currency)),
    restoredAt: row.restored_at,
    recordedOn: row.recorded_on as Day | null,
  };
}

/** The order in which a refund lives: money that was given back may still come back, never the reverse. */
const AGES: Record<RefundStatus, number> = {
  started: 0,
  unknown: 0,
  pending: 1,
  succeeded: 2,
  failed: 3,
  canceled: 3,
};

/** Whether the processor's answer is older than what is known, having been under way for longer. */
export function isOutdated(refund: Refund, told: RefundStatus): boolean {
  return refund.processorRefundId !== null && AGES[told] < AGES[refund.status];
}

/** Asked for, and nobody knows yet whether it was made. */
export function isUnanswered({ status }: Refund): boolean {
  return status === "started" || status === "unknown";
}

/** A credit of it still settles what the customer would otherwise owe. */
export function isCrediting(refund: Refund): boolean {
  const isTaken = refund.bookedAt !== null && refund.restoredAt === null;
  const hasCredit = !refund.isReopening && refund.fromApplied.amountMinor > 0n;
  return isTaken && hasCredit && refund.reopenedAt === null;
}

/** What can still be asked back: what was collected, less what went back or is on its way. */
export function refundable(payment: Payment, refunds: readonly Refund[]): Money {
  const waiting = refunds
    .filter((one) => one.bookedAt === null && isUnanswered(one))
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  const left = payment.amount.amountMinor - payment.refunded.amountMinor - waiting;
  return money(payment.status === "succeeded" ? left : 0n, payment.amount.currency);
}

/** Money that no invoice uses is given back first; the rest is taken from the invoice. */
export function splitRefund(payment: Payment, amount: Money): { unapplied: Money; applied: Money } {
  const { unapplied } = payment;
  const first = unapplied.amountMinor < amount.amountMinor ? unapplied : amount;
  return { unapplied: first, applied: subtractMoney(amount, first) };
}
