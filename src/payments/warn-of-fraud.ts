import { getBusiness } from "#src/businesses/get-business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatMoney } from "#src/values/wording.ts";
import { getPayment } from "./get-payment.ts";

/**
 * Tells, once, that the payer's bank suspects fraud in a payment: a refund now avoids the dispute that
 * mostly follows, and its fee. https://docs.stripe.com/disputes/measuring#early-fraud-warnings
 */
export async function warnOfFraud(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  paymentId: string,
): Promise<void> {
  const payment = await getPayment(tx, businessId, paymentId);
  const business = await getBusiness(tx, businessId);
  const invoice = await getInvoice(tx, businessId, payment.invoiceId);
  const { publicUrl } = runtime.config;
  const isNew = await tellProblem(runtime, tx, business, {
    cause: `${paymentId}:fraud_warning`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind: "fraud_suspected",
    facts: { number: invoice.number ?? "" },
    since: runtime.now(),
    rows: [{ label: "payment", value: formatMoney(payment.amount, business.locale) }],
    action: { label: "openPayment", url: `${publicUrl}/payments?payment=${paymentId}` },
  });
  if (isNew) await addHistory(runtime, tx, invoice, "fraud_warning", { paymentId });
}
