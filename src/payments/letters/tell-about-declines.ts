import type { Business } from "#src/businesses/business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { noticeWords } from "#src/letters/notices/languages.ts";
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
  const number = invoice.number ?? "";
  const card = describeMethod(last, noticeWords(business.locale).methods);
  await tellProblem(runtime, tx, business, {
    cause: `${firstId}:declined`,
    mode: last.mode,
    invoiceId: invoice.id,
    kind: "declined",
    facts: { number, count },
    since: beganAt,
    rows: [
      { label: "invoice", value: number },
      { label: "customer", value: invoice.buyer?.name ?? "" },
      { label: "amount", value: formatMoney(last.amount, business.locale) },
      ...(card === null ? [] : [{ label: "triedLast", value: card } as const]),
    ],
    action: {
      label: "openInvoice",
      url: `${runtime.config.publicUrl}/invoices/${invoice.id}`,
    },
  });
}
