import type { Day, Instant } from "#src/values/day.ts";
import type { Money } from "#src/values/money.ts";

/**
 * What the product needs of a processor, in words of its own. Three kinds of answer are kept
 * apart everywhere: it happened, it surely did not happen (`refused`), and we do not know
 * (`unknown`): only the last one is asked again with the same key.
 */
export interface Processor {
  /** Whether it can take this amount at all, before anything is asked. */
  canCharge(amount: Money): Chargeable;
  /** Opens the payment page. The same `key` again answers with the same page, never a second one. */
  openSession(request: SessionRequest, key: string): Promise<OpenSessionOutcome>;
  /** Closes a page so that nobody can pay on it any more. */
  expireSession(sessionId: string): Promise<ExpireOutcome>;
  /** The truth about one payment; throws {@link ProcessorAway} when it cannot be had. */
  lookUpPayment(reference: PaymentReference): Promise<PaymentTruth | null>;
  /** Gives money back. The same `key` again answers with the same refund, never a second one. */
  refundPayment(request: RefundRequest, key: string): Promise<RefundOutcome>;
  /** Which of our payments the events since an instant were about, oldest first. */
  listEvents(since: Instant): Promise<ProcessorEvent[]>;
  /**
   * All that was collected since an instant, and what was given back or disputed since, however old
   * its payment is; and the payments named.
   */
  listHeld(since: Instant, alsoPaymentIds: readonly string[]): Promise<HeldPayment[]>;
  /** A payout with the payments in it; `null` when it is not known, or the key may not read it. */
  lookUpPayout(payoutId: string): Promise<TruePayout | null>;
  /** Checks a key without side effects. Refuses with the code of the fault. */
  checkKey(): Promise<KeyCheck>;
  /** Leaves exactly one working webhook endpoint of ours at the address. */
  createWebhook(request: WebhookRequest): Promise<WebhookOutcome>;
  /** Whether an endpoint of ours still works as it was made; changes nothing. */
  checkWebhook(endpointId: string, url: string): Promise<WebhookHealth>;
  removeWebhook(endpointId: string): Promise<void>;
}

export type Chargeable =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: ChargeReason };
export type ChargeReason = "amount_too_small" | "amount_too_large" | "amount_not_chargeable";

/** Our ids, written into everything made at the processor, so that it can be found again. */
export interface PaymentTags {
  readonly installation: string;
  readonly business: string;
  readonly invoice: string;
  readonly payment: string;
}

/** Where the payer fills in the payment form: on the processor's page, or in a pop-up on ours. */
export const PAYMENT_FORMS = ["redirect", "popup"] as const;
export type PaymentForm = (typeof PAYMENT_FORMS)[number];

export interface SessionRequest {
  readonly form: PaymentForm;
  readonly amount: Money;
  readonly title: string;
  readonly description: string;
  readonly customerEmail: string | null;
  readonly locale: string;
  readonly expiresAt: Instant;
  /** Where the payer comes back to; `{session}` stands for the session's id. */
  readonly returnUrl: string;
  /** Where the processor's page leads those who leave it; a pop-up is only closed. */
  readonly cancelUrl: string;
  readonly tags: PaymentTags;
}

export type OpenSessionOutcome =
  | { readonly kind: "opened"; readonly sessionId: string; readonly place: SessionPlace }
  /** The key's session exists and takes no payment any more. */
  | { readonly kind: "closed"; readonly sessionId: string }
  | { readonly kind: "refused"; readonly fault: ProcessorFault; readonly message: string }
  | { readonly kind: "unknown"; readonly message: string };

/** What a payer's browser needs to get to the form. */
export type SessionPlace =
  | { readonly form: "redirect"; readonly url: string }
  /** Whoever has the secret can pay there, and read what is asked: it is kept sealed. */
  | { readonly form: "popup"; readonly secret: string };

export type ExpireOutcome =
  | { readonly kind: "expired" }
  /** It was paid or submitted in between: settle it. */
  | { readonly kind: "completed" }
  /** The key is turned down: it closes nothing any more, and sees nothing that is paid there. */
  | { readonly kind: "key_rejected" }
  | { readonly kind: "unknown"; readonly message: string };

/** A payment as the processor holds it today, for comparing it with the books. */
export interface HeldPayment {
  readonly processorPaymentId: string;
  readonly mode: "test" | "live";
  readonly tags: Partial<PaymentTags>;
  readonly amount: Money;
  readonly at: Instant;
  /** `null` until the processor tells, or when the key may not read it. */
  readonly fee: Money | null;
  /** Given back and not failed since. */
  readonly refunded: Money;
  readonly isDisputed: boolean;
}

export const PAYOUT_STATUSES = ["pending", "in_transit", "paid", "failed", "canceled"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Money on its way from the processor to the bank. */
export interface TruePayout {
  readonly payoutId: string;
  readonly status: PayoutStatus;
  readonly amount: Money;
  readonly arrivesOn: Day;
  readonly createdAt: Instant;
  /** Empty for payouts made by hand, which Stripe does not itemise. */
  readonly processorPaymentIds: readonly string[];
}

/** Why a processor turned a request down, as far as it matters to anyone. */
export type ProcessorFault =
  | "key_rejected"
  | "permission_missing"
  | "too_many_requests"
  | "request_refused";

export interface PaymentReference {
  readonly sessionId: string | null;
  readonly processorPaymentId: string | null;
  /** Something was given back of it before: list the refunds even when nothing seems refunded now. */
  readonly hasRefunds?: boolean;
}

export interface RefundRequest {
  readonly processorPaymentId: string;
  readonly amount: Money;
  readonly reason: string | null;
  /** Our refund's id, written onto the processor's. */
  readonly refundId: string;
  readonly tags: PaymentTags;
}

export type RefundOutcome =
  | { readonly kind: "accepted"; readonly processorRefundId: string }
  | { readonly kind: "refused"; readonly fault: ProcessorFault; readonly message: string }
  | { readonly kind: "unknown"; readonly message: string };

/** A payer's bank taking a payment back, as the processor holds it. */
export interface TrueDispute {
  readonly processorDisputeId: string;
  readonly status: DisputeStatus;
  readonly amount: Money;
  readonly reason: string;
  readonly evidenceDueBy: Instant | null;
  readonly openedAt: Instant;
  /** What moved on the seller's balance because of it, oldest first. */
  readonly movements: readonly DisputeMovement[];
}

export interface DisputeMovement {
  readonly transactionId: string;
  /** Negative when it was taken from the balance, positive when it came back. */
  readonly amount: Money;
  /** What the processor charged for it; negative when it gave a fee back. */
  readonly fee: Money;
}

export const DISPUTE_STATUSES = [
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "needs_response",
  "under_review",
  "won",
  "lost",
  "prevented",
] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** A refund as the processor holds it, made by us or in its own dashboard. */
export interface TrueRefund {
  readonly processorRefundId: string;
  /** Ours, when we asked for it. */
  readonly refundId: string | null;
  readonly status: "pending" | "succeeded" | "failed" | "canceled";
  readonly amount: Money;
  readonly at: Instant;
  readonly failureMessage: string | null;
  /** What left the seller's balance, as a positive amount; `null` until the processor tells. */
  readonly settled: Money | null;
}

export type TrueStatus = "open" | "processing" | "succeeded" | "failed" | "canceled";

export interface PaymentTruth {
  readonly mode: "test" | "live";
  readonly tags: Partial<PaymentTags>;
  readonly sessionId: string | null;
  readonly sessionState: "open" | "complete" | "expired" | null;
  readonly processorPaymentId: string | null;
  readonly status: TrueStatus;
  readonly collected: Collected | null;
  /** Tries that the payer's bank or the processor turned down, oldest first. */
  readonly declines: readonly Decline[];
  /** Oldest first; empty as long as nothing was ever given back. */
  readonly refunds: readonly TrueRefund[];
  readonly disputes: readonly TrueDispute[];
}

export interface Collected {
  readonly amount: Money;
  readonly at: Instant;
  readonly chargeId: string;
  readonly method: PaymentMethod;
  readonly payerEmail: string | null;
  /** `null` until the processor tells. */
  readonly settlement: Settlement | null;
}

/** What reached the seller's balance, in the currency the processor settles in. */
export interface Settlement {
  readonly gross: Money;
  readonly fee: Money;
  readonly net: Money;
  /** Decimal text; `null` when no conversion took place. */
  readonly exchangeRate: string | null;
}

export interface PaymentMethod {
  readonly type: string;
  readonly brand: string | null;
  readonly last4: string | null;
}

export interface Decline {
  readonly chargeId: string;
  readonly at: Instant;
  readonly amount: Money;
  readonly code: string;
  readonly message: string;
  readonly method: PaymentMethod;
}

/** A ping: something happened to these objects. Nothing else in an event is believed. */
export interface ProcessorEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Instant;
  readonly mode: "test" | "live";
  readonly sessionId: string | null;
  readonly processorPaymentId: string | null;
  /** The payment named in our own tags on the object. */
  readonly paymentId: string | null;
  /** The payout it is about. */
  readonly payoutId: string | null;
  /** The payer's bank suspects fraud in the payment. */
  readonly isFraudWarning: boolean;
  /** About money that went back: worth a look even at a payment that is settled. */
  readonly isAboutMoneyBack: boolean;
}

export interface KeyCheck {
  readonly mode: "test" | "live";
  readonly kind: string;
  readonly last4: string;
  readonly missingPermissions: readonly string[];
  /** Empty when the key may not tell. */
  readonly settlementCurrencies: readonly string[];
}

export interface WebhookRequest {
  readonly url: string;
  readonly installationId: string;
  readonly connectionId: string;
}

export type WebhookOutcome =
  | { readonly kind: "created"; readonly endpointId: string; readonly secret: string }
  | { readonly kind: "unavailable"; readonly reason: string };

export type WebhookFault =
  | "deleted"
  | "events_missing"
  | "other_address"
  | "other_version"
  | "switched_off";

export type WebhookHealth =
  | { readonly kind: "working" }
  /** `missing` names the events that it does not tell about. */
  | { readonly kind: "faulty"; readonly fault: WebhookFault; readonly missing: readonly string[] }
  /** The key may not look at endpoints. */
  | { readonly kind: "hidden" };

/** The processor could not be reached, or answered with a fault of its own: nothing is known. */
export class ProcessorAway extends Error {
  override readonly name: string = "ProcessorAway";
}

/** Nobody answered, and what was asked for is written down: it comes about by itself, only once. */
export class AnswerOutstanding extends ProcessorAway {
  override readonly name = "AnswerOutstanding";
}

/** The processor no longer takes the key: the connection needs a person. */
export class KeyRejected extends Error {
  override readonly name = "KeyRejected";
}
