import type { InvoiceDocument } from "#src/formats/document.ts";

export const defaultSubject = "Invoice {number} from {business}";
export const defaultMessage = `Hello,

here is invoice {number} over {amount}, due {due}.

Thank you,
{business}`;

export const reminderSubject = "Reminder: invoice {number} from {business}";
export const reminderMessage = `Hello,

{amount} of invoice {number} is still open; it was due on {due}. Perhaps it slipped through.

If you have paid in the meantime, thank you, and please ignore this mail.

{business}`;

/** What subject and message may name, and where the value comes from. */
const VARIABLES: Record<string, (document: InvoiceDocument) => string> = {
  number: (document) => document.number ?? "",
  amount: (document) => document.amountDue,
  total: (document) => document.total,
  due: (document) => document.dueOn ?? "on receipt",
  issued: (document) => document.issuedOn ?? "",
  customer: (document) => document.buyer.name,
  business: (document) => document.seller.name,
};

/** Fills `{number}` and its kin; what is no variable stays as the seller wrote it. */
export function fillVariables(text: string, document: InvoiceDocument): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(VARIABLES, name) ? (VARIABLES[name]?.(document) ?? whole) : whole,
  );
}
