import { getBusiness } from "#src/businesses/get-business.ts";
import { isChosen } from "#src/connections/offered-connections.ts";
import { getCustomers } from "#src/customers/change-customer.ts";
import { getInvoices } from "#src/invoices/get-invoice.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Payment } from "./payment.ts";
import { listOpenSessions } from "./session-store.ts";

/**
 * Has the payment pages closed that are open where nobody is to pay any more, after the business or a
 * customer chose other connections, or none (R18, R21). What was paid on one in between is recorded,
 * under the connection that took it. A connection that is only broken keeps its pages: whoever chose
 * it has not chosen otherwise.
 */
export async function closeUnoffered(
  runtime: Runtime,
  { businessId }: { businessId: string },
): Promise<void> {
  await transact(runtime.db, businessId, async (tx) => {
    for (const { invoiceId } of await listUnoffered(tx, businessId)) {
      // one job each: a page that cannot be closed now holds up no other
      const key = `close_sessions:${invoiceId}`;
      await addJob(tx, "close_sessions", { businessId, invoiceId }, { key });
    }
  });
}

async function listUnoffered(tx: BusinessTx, businessId: string): Promise<Payment[]> {
  const open = await listOpenSessions(tx, businessId);
  if (open.length === 0) return [];
  const business = await getBusiness(tx, businessId);
  const ids = open.map(({ invoiceId }) => invoiceId);
  const invoices = new Map((await getInvoices(tx, businessId, ids)).map((one) => [one.id, one]));
  const customerIds = [...invoices.values()].map(({ customerId }) => customerId);
  const customers = await getCustomers(tx, businessId, customerIds);
  return open.filter(({ invoiceId, connectionId }) => {
    const invoice = must(invoices.get(invoiceId), "a payment has its invoice");
    const customer = must(customers.get(invoice.customerId), "an invoice has its customer");
    const choices = { invoice: invoice.onlinePayment, customer: customer.onlinePayment };
    return !isChosen(business, choices, must(connectionId, "a page is open at a connection"));
  });
}
