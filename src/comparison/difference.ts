import type { Selectable } from "kysely";
import { english } from "#src/letters/notices/english.ts";
import type { CollectedPayment } from "#src/payments/list-collected.ts";
import type { DifferencesRow } from "#src/platform/tables.ts";
import type { HeldPayment } from "#src/processors/processor.ts";
import { currency } from "#src/values/currency.ts";
import type { Instant } from "#src/values/day.ts";
import { type Money, money } from "#src/values/money.ts";

export const DIFFERENCE_KINDS = [
  "not_recorded",
  "amount_differs",
  "fee_differs",
  "refunds_differ",
  "dispute_missing",
  "not_at_processor",
  "unknown_invoice",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Something the processor holds and the books do not, or the other way round. */
export interface FoundDifference {
  readonly kind: DifferenceKind;
  readonly processorPaymentId: string;
  readonly paymentId: string | null;
  readonly ours: Money | null;
  readonly theirs: Money | null;
}

export interface Difference extends FoundDifference {
  readonly id: string;
  readonly businessId: string;
  readonly connectionId: string;
  readonly foundAt: Instant;
  readonly closedAt: Instant | null;
  /** Whether it was gone by itself, or by somebody's repair. */
  readonly closedBy: "itself" | "repair" | null;
}

/** What the key of a connection lets us see; what it does not is not compared. */
export interface Sight {
  readonly disputes: boolean;
}

/**
 * Holds what the processor tells against what is known here, payment by payment. Money without our
 * tags, or of another mode, is none of ours and was taken out before.
 *
 * @param isInvoiceKnown whether the invoice that the processor's tags name exists
 */
export function compare(
  held: readonly HeldPayment[],
  ours: readonly CollectedPayment[],
  sight: Sight,
  isInvoiceKnown: (invoiceId: string) => boolean,
): FoundDifference[] {
  const byIntent = new Map(ours.map((one) => [one.processorPaymentId, one]));
  const theirs = held.flatMap((one) => {
    const own = byIntent.get(one.processorPaymentId);
    if (own) return compareOne(one, own, sight);
    const isKnown = isInvoiceKnown(one.tags.invoice ?? "");
    return [difference(isKnown ? "not_recorded" : "unknown_invoice", one, null, one.amount)];
  });
  const seen = new Set(held.map(({ processorPaymentId }) => processorPaymentId));
  const missing = ours.filter((one) => !seen.has(one.processorPaymentId));
  return [
    ...theirs,
    ...missing.map((own) => difference("not_at_processor", own, own.amount, null)),
  ];
}

function compareOne(held: HeldPayment, own: CollectedPayment, sight: Sight): FoundDifference[] {
  const found: FoundDifference[] = [];
  if (!isSame(own.amount, held.amount)) {
    found.push(difference("amount_differs", own, own.amount, held.amount));
  }
  if (held.fee !== null && !isSame(own.fee, held.fee)) {
    found.push(difference("fee_differs", own, own.fee, held.fee));
  }
  if (!isSame(own.refunded, held.refunded)) {
    found.push(difference("refunds_differ", own, own.refunded, held.refunded));
  }
  if (sight.disputes && held.isDisputed && !own.isDisputed) {
    found.push(difference("dispute_missing", own, null, held.amount));
  }
  return found;
}

function difference(
  kind: DifferenceKind,
  of: { processorPaymentId: string; paymentId?: string },
  ours: Money | null,
  theirs: Money | null,
): FoundDifference {
  const { processorPaymentId, paymentId = null } = of;
  return { kind, processorPaymentId, paymentId, ours, theirs };
}

function isSame(one: Money | null, other: Money): boolean {
  return one?.currency === other.currency && one.amountMinor === other.amountMinor;
}

/** The same for two findings of the same difference. */
export function keyOf({ kind, processorPaymentId }: FoundDifference): string {
  return `${kind}:${processorPaymentId}`;
}

/** Whether looking at the payment again can mend it; the others need a person's decision. */
export function isRepairable({ kind, ours }: FoundDifference): boolean {
  if (kind === "fee_differs") return ours === null;
  return kind === "not_recorded" || kind === "refunds_differ" || kind === "dispute_missing";
}

/** What it is and what to do, as the admin and the API say it. */
export function explain({ kind }: FoundDifference): string {
  return english.faults.difference[kind];
}

export function differenceFromRow(row: Selectable<DifferencesRow>): Difference {
  const amountOf = (minor: bigint | null, code: string | null) =>
    minor === null || code === null ? null : money(minor, currency(code));
  return {
    id: row.id,
    businessId: row.business_id,
    connectionId: row.connection_id,
    kind: DIFFERENCE_KINDS.find((kind) => kind === row.kind) ?? "not_recorded",
    paymentId: row.payment_id,
    processorPaymentId: row.processor_payment_id,
    ours: amountOf(row.ours_minor, row.ours_currency),
    theirs: amountOf(row.theirs_minor, row.theirs_currency),
    foundAt: row.found_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by === "itself" || row.closed_by === "repair" ? row.closed_by : null,
  };
}
