import type { Business } from "#src/businesses/business.ts";
import type { Customer } from "#src/customers/customer.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import type { InvoiceLetterView } from "#src/letters/templates/view.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { describeInvoice } from "./describe-invoice.ts";
import type { Invoice } from "./invoice.ts";
import { onlinePageUrl } from "./links.ts";
import { fillVariables } from "./message-variables.ts";
import { modeShown, type Payable } from "./payable.ts";

export interface LetterParts {
  readonly business: Business;
  readonly customer: Customer;
  readonly invoice: Invoice;
  readonly payable: Payable;
  /** As the seller wrote them; `null` takes the usual words. */
  readonly input: {
    readonly subject: string | null;
    readonly message: string | null;
    readonly attachPdf: boolean;
  };
  readonly words: { readonly subject: string; readonly message: string };
}

/** What a letter about an invoice says: the document as it stands, with its own way to pay. */
export async function viewInvoiceLetter(
  runtime: Runtime,
  tx: BusinessTx,
  parts: LetterParts,
  payLink: string | null,
): Promise<InvoiceLetterView> {
  const { business, customer, invoice, payable, input, words } = parts;
  const isTest = modeShown(payable) === "test";
  const document = describeInvoice(business, customer, invoice, { payUrl: payLink, isTest });
  const viewUrl = invoice.isOnlineViewEnabled ? await onlinePageUrl(runtime, tx, invoice) : null;
  return {
    ...letterFrame(business, document.isTest ? "test" : "live"),
    subject: fillVariables(input.subject ?? words.subject, document),
    message: fillVariables(input.message ?? words.message, document),
    document,
    link: linkFor(payLink, viewUrl),
    isPdfAttached: input.attachPdf,
  };
}

function linkFor(payLink: string | null, viewUrl: string | null): InvoiceLetterView["link"] {
  if (payLink !== null) return { kind: "pay", url: payLink };
  return viewUrl === null ? null : { kind: "view", url: viewUrl };
}
