import type { Business } from "#src/businesses/business.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { noticeWords } from "#src/letters/notices/languages.ts";
import { reasonWords } from "#src/letters/notices/reason-words.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Money } from "#src/values/money.ts";
import { formatMoney } from "#src/values/wording.ts";
import type { Payment } from "../payment.ts";

/** What did not arrive, with the bank's reason as Stripe's code and, where it has one, its sentence. */
export interface Failure {
  readonly kind: "debit_failed" | "refund_failed";
  readonly id: string;
  readonly amount: Money;
  readonly code: string | null;
  readonly message: string | null;
}

/** A notice that money which was on its way, in or out, did not arrive. */
export async function tellAboutFailure(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  payment: Payment,
  { kind, id, amount, code, message }: Failure,
): Promise<void> {
  const number = invoice.number ?? "";
  const words = noticeWords(business.locale);
  const reason = code && reasonWords(words, code, message);
  await tellProblem(runtime, tx, business, {
    cause: `${id}:failed`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind,
    facts: { number },
    since: runtime.now(),
    rows: [
      { label: "invoice", value: number },
      { label: "amount", value: formatMoney(amount, business.locale) },
      ...(reason === null ? [] : [{ label: "reason", value: reason } as const]),
    ],
    action: {
      label: "openPayment",
      url: `${runtime.config.publicUrl}/payments?payment=${payment.id}`,
    },
  });
}
