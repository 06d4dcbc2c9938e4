import type { BusinessTx } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { findInvoice, findInvoices } from "./store.ts";

/** Refuses with `not_found`, also for invoices of others. */
export async function getInvoice(tx: BusinessTx, businessId: string, id: string): Promise<Invoice> {
  return found(await findInvoice(tx, businessId, id, "read"));
}

/** Invoices by their ids, each once; those of others are not among them. */
export async function getInvoices(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Invoice[]> {
  return findInvoices(tx, businessId, [...new Set(ids)]);
}

/** The invoice, locked until the transaction ends: whoever changes money of it takes this first. */
export async function lockInvoice(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Invoice> {
  return found(await findInvoice(tx, businessId, id, "lock"));
}

function found(invoice: Invoice | null): Invoice {
  if (!invoice) throw new Refusal("not_found", "There is no such invoice.");
  return invoice;
}

/** The invoice when there is one that can be paid for: drafts and those of others are nothing here. */
export async function findFinalInvoice(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Invoice | null> {
  const invoice = await findInvoice(tx, businessId, id, "read");
  return invoice && statusOf(invoice) !== "draft" ? invoice : null;
}

/** Refuses drafts with `invoice_not_open`. */
export function requireFinal(invoice: Invoice): void {
  if (statusOf(invoice) !== "draft") return;
  throw new Refusal("invoice_not_open", "This invoice is a draft. Make it final first.");
}
