import type { InvoiceDocument } from "#src/formats/document.ts";
import { type Markup, markup } from "#src/formats/markup.ts";
import {
  badgeBlock,
  buttonBlock,
  figureBlock,
  layOutLetter,
  type LetterRow,
  rowsBlock,
  senderFoot,
  senderLine,
  smallBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { InvoiceLetterView, InvoiceLink, Letter, ReminderLetterView } from "./view.ts";

/** Beyond this, some mail programs cut the mail off before the link at its end. */
const LINES_SHOWN = 30;

/** The mail that carries an invoice, with a button to pay it, to view it, or with none. */
export function writeInvoiceLetter(view: InvoiceLetterView): Letter {
  return writeWithInvoice(view, null);
}

/** A reminder: as the invoice, with how late it is and what is still due. */
export function writeReminderLetter(view: ReminderLetterView): Letter {
  return writeWithInvoice(view, view.overdueText);
}

function writeWithInvoice(view: InvoiceLetterView, overdueText: string | null): Letter {
  const { document, link } = view;
  const number = document.number ?? "";
  const due = dueLine(document);
  const rows = invoiceRows(document);
  const label = isPartlyPaid(document) ? `Still due for invoice ${number}` : `Invoice ${number}`;
  const amount = document.isPaid ? document.total : document.amountDue;
  return {
    subject: subjectLine(view, view.subject),
    html: layOutLetter(view, {
      title: view.subject,
      preheader: [`${label}: ${amount}`, overdueText, due]
        .filter((part) => part !== null)
        .join(". "),
      content: markup`${invoiceBadge(document, overdueText)}${figureBlock(label, amount, due)}${
        link !== null && buttonBlock(view, buttonLabel(link), link.url)
      }${textBlock(view.message)}${rowsBlock(view, rows)}${closing(view)}`,
      foot: senderFoot(view),
    }),
    text: plainText(view, [
      view.message,
      [`${label}: ${amount}`, overdueText, due].filter((part) => part !== null).join("\n"),
      link !== null && `${buttonLabel(link)}:\n${link.url}`,
      plainRows(view, rows),
      view.isPdfAttached && "The invoice is attached as a PDF.",
      `${senderLine(view.business)}\nReply to this email to reach us. We never ask for card details by email.`,
    ]),
  };
}

function invoiceBadge(document: InvoiceDocument, overdueText: string | null): Markup | null {
  if (document.isPaid) return badgeBlock("paid", "Paid");
  return overdueText === null ? null : badgeBlock("overdue", overdueText);
}

function dueLine(document: InvoiceDocument): string | null {
  if (document.isPaid) return "No amount due.";
  return document.dueOn === null ? null : `Due ${document.dueOn}`;
}

function isPartlyPaid(document: InvoiceDocument): boolean {
  return document.payments.length > 0 && !document.isPaid;
}

function buttonLabel(link: InvoiceLink): string {
  return link.kind === "pay" ? "View and pay invoice" : "View invoice";
}

/** The document's figures in the document's order. */
function invoiceRows(document: InvoiceDocument): LetterRow[] {
  const shown = document.lines.slice(0, LINES_SHOWN).map((line) => ({
    label:
      line.quantity === "1" ? line.title : `${line.title}, ${line.quantity} × ${line.unitPrice}`,
    value: line.amount,
  }));
  const hidden = document.lines.length - shown.length;
  const more = hidden > 0 ? [{ label: `And ${hidden} more, see the invoice`, value: "" }] : [];
  const taxes = document.taxes.map((tax) => ({ label: tax.label, value: tax.amount }));
  const payments = document.payments.map((row) => ({ label: row.label, value: row.amount }));
  const due = { label: "Amount due", value: document.amountDue, isSum: true };
  return [
    ...shown,
    ...more,
    ...taxes,
    { label: "Total", value: document.total, isSum: true },
    ...payments,
    ...(payments.length > 0 ? [due] : []),
  ];
}

function closing({ isPdfAttached, link }: InvoiceLetterView): Markup | null {
  const sentences = [
    isPdfAttached ? "The invoice is attached as a PDF." : null,
    link === null ? null : "Button not working? Open this address:",
  ].filter((sentence) => sentence !== null);
  return sentences.length === 0 ? null : smallBlock(sentences.join(" "), link?.url ?? null);
}
