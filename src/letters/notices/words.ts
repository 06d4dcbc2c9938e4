import type { DifferenceFound, KeyFault, ProblemFacts, WebhookFacts } from "./problem-facts.ts";

/**
 * All that notices to the seller say, in one language. Amounts, days, numbers and names come in as they
 * are to be read; what comes out is plain text. A catalogue that lacks a sentence, has one too many or
 * wants another fact does not compile.
 */
export interface NoticeWords {
  readonly frame: FrameWords;
  readonly payment: PaymentWords;
  readonly problems: ProblemWords;
  readonly faults: FaultWords;
  readonly labels: Readonly<Record<NoticeLabel, string>>;
  readonly actions: Readonly<Record<NoticeAction, string>>;
  readonly methods: MethodWords;
  /** What a bank gave as its reason, by Stripe's code, as the end of a row. */
  readonly reasons: Readonly<Record<ReasonCode, string>>;
}

/** What stands around every notice. */
export interface FrameWords {
  readonly testMark: string;
  readonly testSentence: string;
  /** The same, louder, as the first line of the text twin. */
  readonly testLine: string;
  readonly testSubject: string;
  readonly needsYou: string;
  readonly whyYou: (recipient: string, business: string) => string;
  readonly changeAddresses: string;
  /** Between a label and its value, with the spaces the language wants. */
  readonly colon: string;
}

/** The payment notification. */
export interface PaymentWords {
  readonly paidFor: (customer: string, amount: string, number: string) => string;
  /** Above the amount. */
  readonly paid: (customer: string) => string;
  readonly paidInFull: string;
  readonly partlyPaid: string;
  readonly notRecorded: string;
  readonly overpaid: (amount: string) => string;
  readonly fee: (processor: string) => string;
}

export interface ProblemText {
  /** One short sentence without a full stop; also the subject. */
  readonly headline: string;
  /** What happened, what it means for the money, what to do; paragraphs apart by empty lines. */
  readonly explanation: string;
}

export type ProblemWords = {
  readonly [Kind in keyof ProblemFacts]: (facts: ProblemFacts[Kind]) => ProblemText;
};

/** Sentences about what exactly is wrong. The English ones stand in the admin and the API, too. */
export interface FaultWords {
  readonly key: Readonly<Record<KeyFault, string>>;
  readonly webhook: (facts: WebhookFacts) => string;
  readonly difference: Readonly<Record<DifferenceFound, string>>;
}

/** What stands before a value in a notice's rows. */
export type NoticeLabel =
  | "amount"
  | "connection"
  | "customer"
  | "declinedWithinHour"
  | "disputed"
  | "expectedOn"
  | "invoice"
  | "keptAsCredit"
  | "method"
  | "pausedUntil"
  | "payment"
  | "payout"
  | "plannedFor"
  | "reason"
  | "received"
  | "recordedIn"
  | "since"
  | "stillDue"
  | "triedLast"
  | "youReceive";

/** What stands on a notice's button. */
export type NoticeAction = "openConnection" | "openInvoice" | "openPayment" | "openPayments";

/** How somebody paid: `Visa, ends in 4242`. Names of cards and wallets are the same everywhere. */
export interface MethodWords {
  readonly kinds: Readonly<Record<MethodKind, string>>;
  readonly endsIn: (method: string, last4: string) => string;
}

export type MethodKind = "bank_transfer" | "card" | "cash" | "cheque" | "other" | "sepa_debit";

/**
 * Why a payment is disputed (https://docs.stripe.com/api/disputes/object#dispute_object-reason), or a
 * debit (https://docs.stripe.com/declines/codes) or a refund
 * (https://docs.stripe.com/api/refunds/object#refund_object-failure_reason) failed.
 */
export type ReasonCode =
  | "account_closed"
  | "bank_account_restricted"
  | "bank_cannot_process"
  | "bank_ownership_changed"
  | "charge_for_pending_refund_disputed"
  | "check_returned"
  | "credit_not_processed"
  | "customer_initiated"
  | "debit_not_authorized"
  | "declined"
  | "duplicate"
  | "expired_or_canceled_card"
  | "fraudulent"
  | "general"
  | "generic_could_not_process"
  | "incorrect_account_details"
  | "insufficient_funds"
  | "lost_or_stolen_card"
  | "merchant_request"
  | "no_account"
  | "noncompliant"
  | "product_not_received"
  | "product_unacceptable"
  | "subscription_canceled"
  | "unknown"
  | "unrecognized";
