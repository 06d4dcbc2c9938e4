import type { Selectable } from "kysely";
import type { MethodWords } from "#src/letters/notices/words.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import type { PaymentsRow } from "#src/platform/tables.ts";
import type { PaymentForm } from "#src/processors/processor.ts";
import { assert } from "#src/values/assert.ts";
import { currency } from "#src/values/currency.ts";
import type { Day, Instant } from "#src/values/day.ts";
import { type Money, money } from "#src/values/money.ts";
import { DOCUMENT_METHODS } from "./document-methods.ts";

export const PAYMENT_STATUSES = [
  "started",
  "processing",
  "succeeded",
  "failed",
  "canceled",
  "unknown",
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * Which status may follow which. The processor's truth decides, so everything that is not settled
 * can still become paid, even after we thought it was over (a page paid in the second it expired).
 */
const TRANSITIONS: Record<PaymentStatus, readonly PaymentStatus[]> = {
  started: ["unknown", "processing", "succeeded", "failed", "canceled"],
  unknown: ["started", "processing", "succeeded", "failed", "canceled"],
  processing: ["succeeded", "failed", "canceled"],
  failed: ["processing", "succeeded"],
  canceled: ["processing", "succeeded"],
  succeeded: [],
};

export function canBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Checked when the program starts: a table that leaves a status without a way to the end is a bug. */
export function checkTransitions(): void {
  for (const [from, next] of Object.entries(TRANSITIONS)) {
    const isEnd = from === "succeeded";
    assert(isEnd === (next.length === 0), `payments cannot leave ${from}`);
    assert(isEnd || next.includes("succeeded"), `money may still arrive for a ${from} payment`);
  }
}

/** The page at the processor: asked for, open, and how it ended. */
export type SessionState = "opening" | "open" | "complete" | "expired";

/** What was asked for, kept so that asking again asks for exactly the same. */
export interface StoredRequest {
  readonly form: PaymentForm;
  readonly page: { readonly kind: "online_page" | "pay_link"; readonly targetId: string };
  readonly title: string;
  readonly description: string;
  readonly customerEmail: string | null;
  readonly locale: string;
}

/** Why collected money was not, or not wholly, used for the invoice. */
export const UNAPPLIED_REASONS = [
  "amount_differs",
  "currency_differs",
  "invoice_void",
  "already_paid",
  "overpaid",
] as const;
export type UnappliedReason = (typeof UNAPPLIED_REASONS)[number];

/** One attempt to collect money for an invoice. */
export interface Payment {
  readonly id: string;
  readonly businessId: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly processor: "stripe" | "manual";
  readonly connectionId: string | null;
  readonly mode: Mode;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly createdAt: Instant;
  readonly session: {
    readonly state: SessionState | null;
    readonly id: string | null;
    readonly url: string | null;
    readonly expiresAt: Instant | null;
    readonly request: StoredRequest | null;
  };
  /** The payment in whose session this try was declined; such a row never changes. */
  readonly attemptOf: string | null;
  readonly processorPaymentId: string | null;
  readonly method: {
    readonly type: string;
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly collectedAt: Instant | null;
  readonly applied: Money;
  readonly unapplied: Money;
  readonly refunded: Money;
  readonly unappliedReason: UnappliedReason | null;
  readonly fee: Money | null;
  readonly net: Money | null;
  readonly settled: Money | null;
  readonly exchangeRate: string | null;
  readonly recordedOn: Day | null;
  readonly clearedAt: Instant | null;
  readonly reversedAt: Instant | null;
  readonly receiptNumber: string | null;
  readonly paidOn: Day | null;
  readonly depositAccountId: string | null;
  readonly reference: string | null;
  readonly payoutId: string | null;
  /** When the seller was told that its result is not known. */
  readonly alertedAt: Instant | null;
}

export function paymentFromRow(row: Selectable<PaymentsRow>): Payment {
  const code = currency(row.currency);
  const settlement = row.settlement_currency === null ? null : currency(row.settlement_currency);
  const settledMoney = (minor: bigint | null): Money | null =>
    minor === null || settlement === null ? null : money(minor, settlement);
  return {
    id: row.id,
    businessId: row.business_id,
    invoiceId: row.invoice_id,
    customerId: row.customer_id,
    processor: row.processor === "manual" ? "manual" : "stripe",
    connectionId: row.connection_id,
    mode: row.mode === "test" ? "test" : "live",
    status: PAYMENT_STATUSES.find((status) => status === row.status) ?? "unknown",
    amount: money(row.amount_minor, code),
    createdAt: row.created_at,
    session: {
      state: row.session_state as SessionState | null,
      id: row.session_id,
      url: row.session_url,
      expiresAt: row.session_expires_at,
      request: storedRequest(row.session_request as Omit<StoredRequest, "form"> | null),
    },
    attemptOf: row.attempt_of,
    processorPaymentId: row.processor_payment_id,
    method:
      row.method_type === null
        ? null
        : { type: row.method_type, brand: row.method_brand, last4: row.method_last4 },
    failureCode: row.failure_code,
    failureMessage: row.failure_message,
    collectedAt: row.collected_at,
    applied: money(row.applied_minor, code),
    unapplied: money(row.unapplied_minor, code),
    refunded: money(row.refunded_minor, code),
    unappliedReason: UNAPPLIED_REASONS.find((reason) => reason === row.unapplied_reason) ?? null,
    fee: settledMoney(row.fee_minor),
    net: settledMoney(row.net_minor),
    settled: settledMoney(row.settled_minor),
    exchangeRate: row.exchange_rate,
    recordedOn: row.recorded_on as Day | null,
    clearedAt: row.cleared_at,
    reversedAt: row.reversed_at,
    receiptNumber: row.receipt_number,
    paidOn: row.paid_on as Day | null,
    depositAccountId: row.deposit_account_id,
    reference: row.reference,
    payoutId: row.payout_id,
    alertedAt: row.alerted_at,
  };
}

/** Neither cleared with the test money nor reversed: it has a receipt. */
export function isStanding({ clearedAt, reversedAt }: Payment): boolean {
  return clearedAt === null && reversedAt === null;
}

/** Attempts written down before there was a choice were for the processor's page. */
function storedRequest(stored: Omit<StoredRequest, "form"> | null): StoredRequest | null {
  return stored && { form: "redirect", ...stored };
}

/** Nothing more can be learnt by asking: collected, with its fee. */
export function isSettled(payment: Payment): boolean {
  return (
    payment.processor === "manual" ||
    payment.attemptOf !== null ||
    (payment.status === "succeeded" && payment.fee !== null)
  );
}

/** Its page at the processor can still be paid on, or is being opened. */
export function isLive({ session }: Payment): boolean {
  return session.state === "open" || session.state === "opening";
}

/** Submitted by the payer, the result pending or not known: nobody should pay again. */
export function isUnderWay(payment: Payment): boolean {
  return (
    payment.status === "processing" || (payment.status === "unknown" && payment.session.id !== null)
  );
}

/** How it was paid, as documents and stored rows say it, or in the words of a notice. */
export function methodWord(type: string, { kinds }: MethodWords = DOCUMENT_METHODS): string {
  const [, word] = Object.entries(kinds).find(([kind]) => kind === type) ?? [];
  return word ?? type.replaceAll("_", " ");
}

/** `Visa, ends in 4242`. */
export function describeMethod(payment: Payment, words = DOCUMENT_METHODS): string | null {
  if (payment.method === null) return null;
  const { type, brand, last4 } = payment.method;
  const name = capitalize(brand ?? methodWord(type, words));
  return last4 === null ? name : words.endsIn(name, last4);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
