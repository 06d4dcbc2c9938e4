import { getInvoice } from "#src/invoices/get-invoice.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { findPayment } from "./store.ts";

/** The invoices of payments, by the payment's id. */
export async function findInvoiceNumbers(
  tx: BusinessTx,
  businessId: string,
  paymentIds: readonly string[],
): Promise<Map<string, { id: string; number: string | null }>> {
  const found = new Map<string, { id: string; number: string | null }>();
  for (const paymentId of new Set(paymentIds)) {
    const payment = await findPayment(tx, businessId, paymentId, "read");
    if (!payment) continue;
    const { id, number } = await getInvoice(tx, businessId, payment.invoiceId);
    found.set(paymentId, { id, number });
  }
  return found;
}
