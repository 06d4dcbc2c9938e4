import { getInvoices } from "#src/invoices/get-invoice.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { findPayments } from "./store.ts";

/** The invoices of payments, by the payment's id. */
export async function findInvoiceNumbers(
  tx: BusinessTx,
  businessId: string,
  paymentIds: readonly string[],
): Promise<Map<string, { id: string; number: string | null }>> {
  const payments = await findPayments(tx, businessId, [...new Set(paymentIds)]);
  const invoices = await getInvoices(
    tx,
    businessId,
    payments.map(({ invoiceId }) => invoiceId),
  );
  const numbers = new Map(invoices.map(({ id, number }) => [id, number]));
  return new Map(
    payments.map(({ id, invoiceId }) => [
      id,
      { id: invoiceId, number: numbers.get(invoiceId) ?? null },
    ]),
  );
}
