import { getBusiness } from "#src/businesses/get-business.ts";
import { findLogo } from "#src/businesses/keep-logo.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { InvoiceDocument } from "#src/formats/document.ts";
import type { PdfRenderer } from "#src/formats/pdf/render-invoice-pdf.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attachment } from "#src/platform/mail-transport.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { describeInvoice } from "./describe-invoice.ts";
import { getInvoice } from "./get-invoice.ts";
import type { Invoice } from "./invoice.ts";
import { payUrlOf } from "./links.ts";
import { findPayable, modeShown } from "./payable.ts";

/**
 * The document of an invoice as it stands, with its pay button only while it can be paid online.
 * @param payUrl the address behind the button; found from the invoice's links when not given
 */
export async function currentDocument(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  payUrl?: string,
): Promise<InvoiceDocument> {
  const business = await getBusiness(tx, invoice.businessId);
  const customer = await getCustomer(tx, invoice.businessId, invoice.customerId);
  const payable = await findPayable(tx, business, customer, invoice);
  const isPayable = payable.payable && invoice.finalizedAt !== null;
  const described = describeInvoice(business, customer, invoice, {
    payUrl: isPayable ? (payUrl ?? (await payUrlOf(runtime, tx, invoice))) : null,
    isTest: modeShown(payable) === "test",
  });
  return { ...described, logo: await findLogo(tx, invoice.businessId) };
}

/** The PDF of an invoice, as a file. Refuses with `not_found`. */
export async function invoicePdf(
  runtime: Runtime,
  pdf: PdfRenderer,
  businessId: string,
  invoiceId: string,
): Promise<Attachment> {
  const document = await transact(runtime.db, businessId, async (tx) =>
    currentDocument(runtime, tx, await getInvoice(tx, businessId, invoiceId)),
  );
  return {
    filename: `${document.number === null ? "draft" : `invoice-${safeName(document.number)}`}.pdf`,
    contentType: "application/pdf",
    content: await pdf.renderInvoice(document),
  };
}

/** A number as part of a file name: own numbers may hold slashes and quotes. */
export function safeName(number: string): string {
  return number.replace(/[^A-Za-z0-9._-]+/g, "_");
}
