import type { Business } from "#src/businesses/business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatMoney } from "#src/values/wording.ts";
import type { Payment } from "../payment.ts";

/** A notice to each notification address that the answer about money is long overdue. */
export async function tellAboutUnanswered(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  kind: "payment_unanswered" | "debit_unanswered" | "refund_unanswered",
  causeId: string,
): Promise<void> {
  const { publicUrl } = runtime.config;
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  await tellProblem(runtime, tx, business, {
    cause: `${causeId}:unanswered`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind,
    facts: {},
    since: payment.createdAt,
    rows: [
      { label: "invoice", value: invoice.number ?? "" },
      { label: "payment", value: formatMoney(payment.amount, business.locale) },
    ],
    action: { label: "openPayment", url: `${publicUrl}/payments?payment=${payment.id}` },
  });
}
