import type { Business } from "#src/businesses/business.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Money } from "#src/values/money.ts";
import { formatMoney } from "#src/values/wording.ts";
import type { Payment } from "../payment.ts";

const WORDS = {
  debit: {
    headline: "A bank debit of invoice",
    ending: "failed",
    explanation:
      "The payer's bank turned the debit down days after it was given, so nothing was collected. The invoice is due again and its link can be paid. The customer may not know yet: tell them.",
  },
  refund: {
    headline: "A refund of invoice",
    ending: "failed",
    explanation:
      "Stripe had accepted this refund, but the customer's bank sent the money back. It is on your Stripe balance again, and the payment stands as it did before. The customer was told of the refund and waits for it: ask how else to return the money.",
  },
} as const;

/** A notice that money which was on its way, in or out, did not arrive. */
export async function tellAboutFailure(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  payment: Payment,
  what: { kind: keyof typeof WORDS; id: string; amount: Money; reason: string | null },
): Promise<void> {
  const { headline, ending, explanation } = WORDS[what.kind];
  await tellProblem(runtime, tx, business, {
    cause: `${what.id}:failed`,
    mode: payment.mode,
    invoiceId: invoice.id,
    headline: `${headline} ${invoice.number} ${ending}`,
    explanation,
    since: runtime.now(),
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Amount", amount: formatMoney(what.amount, business.locale) },
      ...(what.reason === null ? [] : [{ label: "Reason", amount: what.reason }]),
    ],
    action: {
      label: "Open the payment",
      url: `${runtime.config.publicUrl}/payments?payment=${payment.id}`,
    },
  });
}
