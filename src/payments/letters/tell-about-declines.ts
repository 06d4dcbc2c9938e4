import type { Business } from "#src/businesses/business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatMoney } from "#src/values/wording.ts";
import type { DeclineBundle } from "../decline-bundle.ts";
import { describeMethod, type Payment } from "../payment.ts";

/** One notice to each notification address about all that was declined for an invoice in a day. */
export async function tellAboutDeclines(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  last: Payment,
  { firstId, beganAt, count }: DeclineBundle,
): Promise<void> {
  const invoice = await getInvoice(tx, business.id, last.invoiceId);
  const card = describeMethod(last);
  await tellProblem(runtime, tx, business, {
    cause: `${firstId}:declined`,
    mode: last.mode,
    invoiceId: invoice.id,
    headline: `${count} tries to pay invoice ${invoice.number} were declined`,
    explanation:
      "The bank turned each of them down, so nothing was collected and the invoice is still due. The payer has seen why and may try another card. If this is your customer, another way to pay may help; if it may not be, look at who has the link.\n\nMore declines of this invoice within a day are not told again; they are listed with the payments.",
    since: beganAt,
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Customer", amount: invoice.buyer?.name ?? "" },
      { label: "Amount", amount: formatMoney(last.amount, business.locale) },
      ...(card === null ? [] : [{ label: "Tried last", amount: card }]),
    ],
    action: {
      label: "Open the invoice",
      url: `${runtime.config.publicUrl}/invoices/${invoice.id}`,
    },
  });
}
