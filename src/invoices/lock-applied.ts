import type { BusinessTx } from "#src/platform/database.ts";
import { lockInvoice } from "./get-invoice.ts";
import type { Invoice } from "./invoice.ts";
import { listAppliedTo } from "./store.ts";

/** The invoices that a payment counts against, locked one after the other in one order. */
export async function lockInvoicesOfPayment(
  tx: BusinessTx,
  businessId: string,
  paymentId: string,
): Promise<Invoice[]> {
  return lockAll(tx, businessId, await listAppliedTo(tx, businessId, "source_id", paymentId));
}

/** The invoices that an allocation or refund touched, locked. */
export async function lockInvoicesOfCause(
  tx: BusinessTx,
  businessId: string,
  causeId: string,
): Promise<Invoice[]> {
  return lockAll(tx, businessId, await listAppliedTo(tx, businessId, "cause_id", causeId));
}

async function lockAll(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Invoice[]> {
  const invoices: Invoice[] = [];
  for (const id of ids) invoices.push(await lockInvoice(tx, businessId, id));
  return invoices;
}
