import type { InvoiceDocument, DocumentRow, Party } from "#src/formats/document.ts";

/**
 * What a payer page needs to know, with every figure and date already written out. The pages decide
 * nothing about money: whoever fills these types has asked the rules first.
 */
export type PayerPage =
  | PayablePage
  | FailedPage
  | ProcessingPage
  | CompletePage
  | PaidPage
  | NotOfferedPage
  | VoidLinkPage
  | VoidedPage
  | SuspendedPage
  | PausedPage
  | PlainPage;

/** What every page carries. */
export interface PageFrame {
  /** BCP 47 tag of the page's words, for `<html lang>`. */
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly mode: "test" | "live";
  /** Address of the payer stylesheet. */
  readonly cssHref: string;
}

/** Whom the payer deals with. Addresses that are no web addresses are dropped when printed. */
export interface PayerBusiness {
  readonly name: string;
  /** The registered name when it differs; stands in the foot of the page. */
  readonly legalName: string | null;
  readonly initials: string;
  /** Shown instead of the initials. */
  readonly logo: PayerLogo | null;
  /** `#rrggbb`; `null`, or one that can't be made legible, means our own accent. */
  readonly accentColor: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly legalUrl: string | null;
  readonly privacyUrl: string | null;
}

export interface PayerLogo {
  /** On this server; anything else is not printed. */
  readonly href: string;
  readonly width: number;
  readonly height: number;
}

export interface BusinessFrame extends PageFrame {
  readonly business: PayerBusiness;
}

/** A page that shows the invoice itself. */
export interface InvoiceFrame extends BusinessFrame {
  /** Finalized: its number is never `null` here. */
  readonly document: InvoiceDocument;
  readonly pdfUrl: string | null;
}

export interface DueBadge {
  readonly tone: "open" | "overdue";
  /** `in 14 days`, `today`, `9 days overdue`. */
  readonly text: string;
}

export interface PartlyPaid {
  readonly paid: string;
  readonly total: string;
  /** Paid share of the total, 0 to 1. */
  readonly fraction: number;
}

/** One way to pay, shown only when there are two or more. */
export interface ConnectionChoice {
  readonly id: string;
  readonly label: string;
  /** e.g. `Visa, Mastercard, Apple Pay, Google Pay`; `""` for none. */
  readonly hint: string;
}

/** Paying less than what is due, where the seller allows it. */
export interface OwnAmount {
  /** `€`, printed before the field. */
  readonly currencySymbol: string;
  /** As the payer typed it; `""` at first. */
  readonly value: string;
  readonly maximum: string;
  /** Said beside the field; `null` while nothing is wrong. */
  readonly error: string | null;
}

export type FailureReason =
  | "declined"
  | "insufficient_funds"
  | "expired"
  | "authentication_failed"
  | "unknown";

export type PayNotice =
  /** Only if the processor says that the checkout is closed unpaid. */
  | { readonly kind: "left" }
  | { readonly kind: "failed"; readonly reason: FailureReason }
  /** The processor could not be reached before anything was started. */
  | { readonly kind: "unreachable" }
  /** Something else to say before paying, e.g. that the amount has changed meanwhile. */
  | { readonly kind: "amount_error"; readonly text: string };

/** What payable, failed and not offered have in common: what is owed, and by when. */
export interface OwedFrame extends InvoiceFrame {
  readonly dueBadge: DueBadge | null;
  readonly partlyPaid: PartlyPaid | null;
}

/** What a page carries that may show the payment form in a pop-up; without it there is no script. */
export interface PagePopup {
  /** The processor's own script, loaded once Pay is pressed. */
  readonly scriptUrl: string;
  /** Of this answer alone: only what carries it runs. */
  readonly nonce: string;
}

export interface PayableFrame extends OwedFrame {
  /** Where the form is posted, with `connection` when there is a choice. */
  readonly payAction: string;
  /** e.g. `Stripe`. */
  readonly processorName: string;
  /** The first is preselected; radios appear from two on. */
  readonly connections: readonly ConnectionChoice[];
  readonly ownAmount: OwnAmount | null;
  readonly popup: PagePopup | null;
}

export interface PayablePage extends PayableFrame {
  readonly status: "payable";
  readonly notice: PayNotice | null;
}

/** Right after a declined attempt. Put the other connection first in `connections`, if any. */
export interface FailedPage extends PayableFrame {
  readonly status: "failed";
  readonly reason: FailureReason;
}

export interface ProcessingPage extends InvoiceFrame {
  readonly status: "processing";
  /** `bank`: accepted, the bank takes days. `unknown`: the processor hasn't told us yet. */
  readonly kind: "bank" | "unknown";
  readonly processorName: string;
  readonly amount: string;
  readonly startedAt: string | null;
  readonly method: string | null;
  /** The page that looks again. */
  readonly checkUrl: string;
}

export interface CompletePage extends InvoiceFrame {
  readonly status: "complete";
  readonly amount: string;
  readonly receiptNumber: string | null;
  readonly receiptUrl: string | null;
  readonly paidAt: string;
  readonly method: string | null;
  /** Where the receipt was mailed; `null` when none was. */
  readonly emailedTo: string | null;
  /** `null` when the invoice is now paid in full. */
  readonly stillDue: { readonly amount: string; readonly dueOn: string | null } | null;
  /** What was paid beyond what was due. */
  readonly overpaid: string | null;
  readonly invoiceUrl: string;
}

export interface PaidPage extends InvoiceFrame {
  readonly status: "paid";
  /** `null` when credits, not a payment, settled it. */
  readonly paid: { readonly amount: string; readonly on: string } | null;
  readonly receiptUrl: string | null;
}

export interface NotOfferedPage extends OwedFrame {
  readonly status: "not_offered";
}

/** Business, number and contact only: no amounts, no lines, no way to pay. */
export interface VoidLinkPage extends BusinessFrame {
  readonly status: "void_link";
  readonly invoiceNumber: string;
  /** A payment of this link is processing or unknown: then we don't say that nothing was charged. */
  readonly isPaymentInDoubt: boolean;
}

export interface VoidedPage extends BusinessFrame {
  readonly status: "voided";
  readonly invoiceNumber: string;
  readonly voidedOn: string;
}

export interface SuspendedPage extends BusinessFrame {
  readonly status: "suspended";
  readonly isPaymentInDoubt: boolean;
  readonly retryUrl: string;
}

/** Too many cards were declined: no payment can be started before this time. */
export interface PausedPage extends BusinessFrame {
  readonly status: "too_many";
  readonly until: string;
  readonly invoiceUrl: string;
}

/** Pages that name nobody. */
export interface PlainPage extends PageFrame {
  readonly status: "not_found" | "too_many" | "error";
  /** The page to load again; not offered on `not_found`. */
  readonly retryUrl: string;
}

/** The receipt of one payment, printable on one page. */
export interface ReceiptView extends BusinessFrame {
  readonly seller: Party;
  readonly number: string;
  readonly amount: string;
  readonly receivedOn: string;
  readonly invoiceNumber: string;
  readonly invoiceIssuedOn: string;
  readonly paidBy: string;
  /** e.g. `Visa, ends in 4242`. */
  readonly method: string | null;
  /** e.g. `Stripe`; `null` for a payment recorded by hand. */
  readonly processorName: string | null;
  readonly paymentReference: string | null;
  readonly invoiceTotal: string;
  readonly stillDue: string;
  readonly isPaidInFull: boolean;
  /** The tax inside this payment, e.g. `VAT 19%`, `€584.25`. */
  readonly taxShares: readonly DocumentRow[];
  /** What of this payment was given back since. */
  readonly refunded: string | null;
  readonly invoiceUrl: string | null;
  readonly pdfUrl: string | null;
  readonly paper: InvoiceDocument["paper"];
}
