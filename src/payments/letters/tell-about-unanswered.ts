import type { Business } from "#src/businesses/business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatMoney } from "#src/values/wording.ts";
import type { Payment } from "../payment.ts";

const WORDS = {
  payment: {
    headline: "The result of a payment is not known",
    explanation:
      "Stripe has not told for an hour what became of this payment. The invoice is not marked paid, and its page asks nobody to pay a second time without saying so. We keep asking, and record it as soon as Stripe answers. Look into Stripe's dashboard before you ask the customer to pay again.",
  },
  processing: {
    headline: "A bank debit has had no answer for three weeks",
    explanation:
      "Banks answer to a debit within two weeks. The invoice is not marked paid. Look into Stripe's dashboard what holds this one up; what Stripe tells is recorded as soon as it does.",
  },
  refund: {
    headline: "The result of a refund is not known",
    explanation:
      "Stripe has not told for an hour whether it made this refund. Nothing is booked for it yet. We keep asking with the same key, so that it is never made twice. Don't refund it again in Stripe's dashboard without looking there first.",
  },
} as const;

/** A notice to each notification address that the answer about money is long overdue. */
export async function tellAboutUnanswered(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  what: keyof typeof WORDS,
  causeId: string,
): Promise<void> {
  const { publicUrl } = runtime.config;
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  await tellProblem(runtime, tx, business, {
    cause: `${causeId}:unanswered`,
    mode: payment.mode,
    invoiceId: invoice.id,
    ...WORDS[what],
    since: payment.createdAt,
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Payment", amount: formatMoney(payment.amount, business.locale) },
    ],
    action: { label: "Open the payment", url: `${publicUrl}/payments?payment=${payment.id}` },
  });
}
