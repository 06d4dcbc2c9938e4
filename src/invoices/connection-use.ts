import { getBusiness } from "#src/businesses/get-business.ts";
import { resolveOnlinePayment, withoutConnection } from "#src/businesses/online-payment.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Instant } from "#src/values/day.ts";
import { listChoosing, listUnpaid, listWorkingLinks, updateInvoice, voidLinks } from "./store.ts";

export interface ConnectionUse {
  /** Unpaid pay links that resolve to this connection alone: what disconnecting would void. */
  readonly payLinkIds: readonly string[];
  /** Open invoices that it takes payments for. */
  readonly invoiceIds: readonly string[];
}

/** Who pays through a connection at this moment. */
export async function findConnectionUse(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<ConnectionUse> {
  const business = await getBusiness(tx, businessId);
  const invoiceIds: string[] = [];
  const soleIds: string[] = [];
  for (const invoice of await listUnpaid(tx, businessId)) {
    const customer = await getCustomer(tx, businessId, invoice.customerId);
    const resolved = resolveOnlinePayment(
      invoice.onlinePayment,
      customer.onlinePayment,
      business.onlinePaymentDefault,
    );
    if (resolved.includes(connectionId)) invoiceIds.push(invoice.id);
    if (resolved.length === 1 && resolved[0] === connectionId) soleIds.push(invoice.id);
  }
  return { payLinkIds: await listWorkingLinks(tx, businessId, soleIds), invoiceIds };
}

/** Voids pay links for good. */
export async function voidPayLinks(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
  at: Instant,
): Promise<void> {
  if (ids.length > 0) await voidLinks(tx, businessId, ids, at);
}

/** Takes a connection that is gone out of the invoices' own choices. */
export async function dropConnectionFromInvoices(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<void> {
  for (const { id, onlinePayment } of await listChoosing(tx, businessId, connectionId)) {
    const left = JSON.stringify(withoutConnection(onlinePayment, connectionId));
    await updateInvoice(tx, businessId, id, { online_payment: left });
  }
}
