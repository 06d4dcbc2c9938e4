import type { DocumentRow, InvoiceDocument } from "#src/formats/document.ts";

/** A mail as it is queued: the text twin carries the same facts and the full links. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What every mail carries. */
export interface LetterFrame {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly mode: "test" | "live";
  readonly business: LetterBusiness;
}

export interface LetterBusiness {
  readonly name: string;
  readonly legalName: string | null;
  readonly initials: string;
  /** `#rrggbb`; `null`, or one that can't be made legible, means our own accent. */
  readonly accentColor: string | null;
  readonly addressLines: readonly string[];
}

/** `pay`: the mail's own pay link. `view`: the online page, where nothing can be paid. */
export interface InvoiceLink {
  readonly kind: "pay" | "view";
  readonly url: string;
}

/** An invoice for the customer. Subject and message are the seller's, variables already filled. */
export interface InvoiceLetterView extends LetterFrame {
  readonly subject: string;
  readonly message: string;
  readonly document: InvoiceDocument;
  readonly link: InvoiceLink | null;
  readonly isPdfAttached: boolean;
}

export interface ReminderLetterView extends InvoiceLetterView {
  /** e.g. `9 days overdue`; `null` before the due day. */
  readonly overdueText: string | null;
}

/** The receipt of one payment, for whoever paid. */
export interface ReceiptLetterView extends LetterFrame {
  readonly receiptNumber: string;
  readonly amount: string;
  readonly paidAt: string;
  readonly invoiceNumber: string;
  readonly method: string | null;
  readonly stillDue: { readonly amount: string; readonly dueOn: string | null } | null;
  /** What was paid beyond what was due. */
  readonly overpaid: string | null;
  /** The printable receipt. */
  readonly receiptUrl: string | null;
}

/** One payment, for each address on the business's payment notification list. */
export interface PaymentNotificationView extends LetterFrame {
  readonly recipient: string;
  readonly customerName: string;
  readonly amount: string;
  readonly paidAt: string;
  readonly invoiceNumber: string;
  /** `null` when the invoice is now paid in full. */
  readonly stillDue: string | null;
  readonly overpaid: string | null;
  readonly method: string | null;
  readonly connectionName: string;
  readonly processorName: string;
  /** With a minus; `null` until the processor tells. */
  readonly fee: string | null;
  readonly net: string | null;
  /** The account it was booked to; `null` when a locked period kept it out of the books. */
  readonly recordedIn: string | null;
  readonly paymentUrl: string;
  readonly settingsUrl: string;
}

/** Something needs a person: what, since when, one button. */
export interface ProblemNoticeView extends LetterFrame {
  readonly recipient: string;
  /** One short sentence without a full stop; also the subject. */
  readonly headline: string;
  /** What happened, what it means for the money, what to do; paragraphs apart by empty lines. */
  readonly explanation: string;
  readonly since: string;
  readonly facts: readonly DocumentRow[];
  readonly action: { readonly label: string; readonly url: string };
  readonly settingsUrl: string;
}

/** Money that goes back to the customer. */
export interface RefundLetterView extends LetterFrame {
  readonly amount: string;
  readonly invoiceNumber: string;
  readonly receiptNumber: string;
  readonly refundedAt: string;
  readonly method: string | null;
  /** What is due again; `null` when nothing is. */
  readonly stillDue: string | null;
}

/** Asks somebody to join the business. */
export interface InvitationLetterView extends LetterFrame {
  readonly invitedBy: string;
  readonly role: "owner" | "admin" | "creator" | "accountant" | "viewer";
  readonly email: string;
  readonly url: string;
  readonly expiresAt: string;
}

/** Lets somebody choose a new password; written by the installation. */
export interface PasswordLetterView extends LetterFrame {
  readonly email: string;
  readonly url: string;
  readonly lifetime: string;
}
