import { getBusiness } from "#src/businesses/get-business.ts";
import { getConnections } from "#src/connections/get-connection.ts";
import { getCustomers } from "#src/customers/change-customer.ts";
import { getInvoices } from "#src/invoices/get-invoice.ts";
import { payableThrough } from "#src/invoices/payable.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { closeSessions } from "./close-sessions.ts";
import { listOpenSessions } from "./session-store.ts";

/**
 * Closes the payment pages that are open where their invoice is not to be paid any more, after the
 * business or a customer chose other connections, or none (R18, R21). What was paid on one in between
 * is recorded, under the connection that took it. Throws while a processor is away, to be retried.
 */
export async function closeUnoffered(
  runtime: Runtime,
  { businessId }: { businessId: string },
): Promise<void> {
  const invoiceIds = await transact(runtime.db, businessId, (tx) => listUnoffered(tx, businessId));
  for (const invoiceId of invoiceIds) await closeSessions(runtime, { businessId, invoiceId });
}

async function listUnoffered(tx: BusinessTx, businessId: string): Promise<string[]> {
  const open = await listOpenSessions(tx, businessId);
  if (open.length === 0) return [];
  const business = await getBusiness(tx, businessId);
  const connections = await getConnections(tx, businessId);
  const ids = open.map(({ invoiceId }) => invoiceId);
  const invoices = await getInvoices(tx, businessId, ids);
  const customers = await getCustomers(
    tx,
    businessId,
    invoices.map(({ customerId }) => customerId),
  );
  return open
    .filter(({ invoiceId, connectionId }) => {
      const invoice = must(
        invoices.find(({ id }) => id === invoiceId),
        "a payment has its invoice",
      );
      const customer = must(customers.get(invoice.customerId), "an invoice has its customer");
      const payable = payableThrough(connections, business, customer, invoice);
      return !payable.payable || payable.connections.every(({ id }) => id !== connectionId);
    })
    .map(({ invoiceId }) => invoiceId);
}
