import type { Business } from "#src/businesses/business.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { dayIn } from "#src/values/day.ts";
import { formatLongDay, formatMoney } from "#src/values/wording.ts";
import type { Dispute } from "../dispute.ts";
import type { Payment } from "../payment.ts";

/** A notice to each notification address when a dispute opens, and when it is decided. */
export async function tellAboutDispute(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  payment: Payment,
  dispute: Dispute,
  step: "opened" | "decided",
): Promise<void> {
  const { locale } = business;
  const { publicUrl } = runtime.config;
  const words = wordsFor(business, invoice, dispute, step);
  await tellProblem(runtime, tx, business, {
    cause: `${dispute.id}:${step}:${dispute.status}`,
    mode: payment.mode,
    invoiceId: invoice.id,
    ...words,
    since: runtime.now(),
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Disputed", amount: formatMoney(dispute.amount, locale) },
      { label: "Reason", amount: dispute.reason.replaceAll("_", " ") },
    ],
    action: { label: "Open the payment", url: `${publicUrl}/payments?payment=${payment.id}` },
  });
}

function wordsFor(
  business: Business,
  invoice: Invoice,
  dispute: Dispute,
  step: "opened" | "decided",
): { headline: string; explanation: string } {
  const number = invoice.number ?? "";
  if (step === "opened") {
    const { evidenceDueBy } = dispute;
    const until =
      evidenceDueBy === null
        ? ""
        : ` by ${formatLongDay(dayIn(business.timezone, evidenceDueBy), business.locale)}`;
    return {
      headline: `A payment of invoice ${number} is disputed`,
      explanation: `The payer's bank has asked for this payment back. The money is held by Stripe until the dispute is decided, and the invoice stays paid meanwhile.\n\nAnswer in Stripe's dashboard${until}. Without an answer the dispute is lost.`,
    };
  }
  return dispute.status === "lost"
    ? {
        headline: `The dispute about invoice ${number} was lost`,
        explanation:
          "The payer's bank kept the money. It is booked as a loss; the invoice stays paid, since the customer was charged for it once.",
      }
    : {
        headline: `The dispute about invoice ${number} is over`,
        explanation:
          "It was decided in your favour or withdrawn. Money that was held comes back to your balance.",
      };
}
