import { paidDocument, sampleDocument } from "#test/support/payer-samples.ts";
import { noticeWords } from "#src/letters/notices/languages.ts";
import type {
  InvoiceLetterView,
  Letter,
  LetterFrame,
  PaymentNotificationView,
  ProblemNoticeView,
  ReceiptLetterView,
} from "#src/letters/templates/view.ts";
import {
  writeInvoiceLetter,
  writeReminderLetter,
} from "#src/letters/templates/write-invoice-letter.ts";
import { writeInvitationLetter } from "#src/letters/templates/write-invitation-letter.ts";
import { writePasswordLetter } from "#src/letters/templates/write-password-letter.ts";
import { writePaymentNotification } from "#src/letters/templates/write-payment-notification.ts";
import { writeProblemNotice } from "#src/letters/templates/write-problem-notice.ts";
import { writeReceiptLetter } from "#src/letters/templates/write-receipt-letter.ts";

/** Every kind of mail about the same invented invoice as the sample pages. */

const frame: LetterFrame = {
  lang: "en",
  dir: "ltr",
  mode: "live",
  business: {
    name: "Nordlicht Studio",
    legalName: "Nordlicht Studio GmbH",
    initials: "NS",
    accentColor: null,
    addressLines: ["Oranienstraße 24", "10999 Berlin, Germany"],
  },
};

export const payUrl = "https://pay.nordlicht.studio/p/6Yw1kQm3TzVbR8uXcN2sLd";

export const invoiceLetter: InvoiceLetterView = {
  ...frame,
  subject: "Invoice 2026-0042 from Nordlicht Studio",
  message:
    "Hello Claire,\n\nhere is our invoice for phase 2 of your website and the product photographs. Thank you for the lovely collaboration.\n\nBest regards,\nJonas",
  document: sampleDocument,
  link: { kind: "pay", url: payUrl },
  isPdfAttached: true,
};

export const receiptLetter: ReceiptLetterView = {
  ...frame,
  receiptNumber: "R-2026-0031",
  amount: "€3,659.25",
  paidAt: "22 November 2026, 10:16",
  invoiceNumber: "2026-0042",
  method: "Visa, ends in 4242",
  stillDue: null,
  overpaid: null,
  receiptUrl: "https://pay.nordlicht.studio/i/qT7/receipt",
};

export const paymentNotification: PaymentNotificationView = {
  ...frame,
  recipient: "jonas@nordlicht.studio",
  customerName: "Atelier Moreau",
  amount: "€3,659.25",
  paidAt: "22 November 2026 at 10:16",
  invoiceNumber: "2026-0042",
  stillDue: null,
  overpaid: null,
  method: "Visa, ends in 4242",
  connectionName: "Stripe main",
  processorName: "Stripe",
  fee: "−€55.14",
  net: "€3,604.11",
  recordedIn: "Stripe clearing",
  paymentUrl: "https://pay.nordlicht.studio/admin/payments/pay_1",
  settingsUrl: "https://pay.nordlicht.studio/admin/settings",
};

export const problemNotice: ProblemNoticeView = {
  ...frame,
  recipient: "jonas@nordlicht.studio",
  headline: "Stripe main no longer tells us about payments",
  explanation:
    "The webhook of this connection was deleted at Stripe. Payments are still collected, and we ask Stripe every minute instead, so nothing is lost.\n\nRepair the webhook to hear of payments at once again.",
  since: "22 November 2026, 10:16",
  facts: [{ label: "Connection", amount: "Stripe main" }],
  action: { label: "Repair webhook", url: "https://pay.nordlicht.studio/admin/connections/con_1" },
  settingsUrl: "https://pay.nordlicht.studio/admin/settings",
};

export const sampleLetters: Record<string, Letter> = {
  "letter-invoice": writeInvoiceLetter(invoiceLetter),
  "letter-invoice-view": writeInvoiceLetter({
    ...invoiceLetter,
    link: { kind: "view", url: "https://pay.nordlicht.studio/i/qT7" },
    isPdfAttached: false,
  }),
  "letter-invoice-paid": writeInvoiceLetter({
    ...invoiceLetter,
    document: paidDocument,
    link: null,
  }),
  "letter-invoice-test": writeInvoiceLetter({ ...invoiceLetter, mode: "test" }),
  "letter-invoice-arabic": writeInvoiceLetter({
    ...invoiceLetter,
    lang: "ar",
    dir: "rtl",
    business: { ...frame.business, name: "استوديو الشمال", initials: "ش", accentColor: "#f5c518" },
  }),
  "letter-reminder": writeReminderLetter({
    ...invoiceLetter,
    subject: "Reminder: invoice 2026-0042 is overdue",
    document: {
      ...sampleDocument,
      payments: [{ label: "Paid 18 Nov, bank transfer", amount: "−€1,500.00" }],
      amountDue: "€2,159.25",
      dueOn: "13 November 2026",
    },
    overdueText: "9 days overdue",
  }),
  "letter-receipt": writeReceiptLetter(receiptLetter),
  "letter-receipt-part": writeReceiptLetter({
    ...receiptLetter,
    stillDue: { amount: "€2,159.25", dueOn: "6 December 2026" },
    overpaid: "€10.00",
  }),
  "letter-notification": writePaymentNotification(paymentNotification),
  "letter-notification-unrecorded": writePaymentNotification({
    ...paymentNotification,
    mode: "test",
    stillDue: "€2,159.25",
    overpaid: "€10.00",
    fee: null,
    net: null,
    recordedIn: null,
  }),
  "letter-problem": writeProblemNotice(problemNotice),
  "letter-notification-german": writePaymentNotification({
    ...paymentNotification,
    lang: "de",
    mode: "test",
    method: noticeWords("de").methods.endsIn("Visa", "4242"),
    stillDue: "€2,159.25",
    overpaid: "€10.00",
    recordedIn: null,
  }),
  "letter-problem-french": writeProblemNotice(problemNoticeInFrench()),
  "letter-invitation": writeInvitationLetter({
    ...frame,
    invitedBy: "Jonas Brandt",
    role: "accountant",
    email: "mara@colleagues.example",
    url: "https://pay.nordlicht.studio/invitation#6Yw1kQm3TzVbR8uXcN2sLd6Yw1kQm3Tz",
    expiresAt: "29 November 2026, 10:16",
  }),
  "letter-password": writePasswordLetter({
    ...frame,
    email: "mara@colleagues.example",
    url: "https://pay.nordlicht.studio/new-password#6Yw1kQm3TzVbR8uXcN2sLd6Yw1kQm3Tz",
    lifetime: "an hour",
  }),
};

/** A dispute, with a long label and a long reason. */
function problemNoticeInFrench(): ProblemNoticeView {
  const { problems, labels, actions, reasons } = noticeWords("fr");
  return {
    ...problemNotice,
    ...problems.disputed({ number: "2026-0042", answerBy: "6 décembre 2026" }),
    lang: "fr",
    facts: [
      { label: labels.disputed, amount: "€3,659.25" },
      { label: labels.reason, amount: reasons.noncompliant },
    ],
    action: { label: actions.openPayment, url: problemNotice.action.url },
  };
}
