import type { Business } from "#src/businesses/business.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { noticeWords } from "#src/letters/notices/languages.ts";
import { reasonWords } from "#src/letters/notices/reason-words.ts";
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
  const { locale, timezone } = business;
  const { publicUrl } = runtime.config;
  const { evidenceDueBy } = dispute;
  const number = invoice.number ?? "";
  const words = noticeWords(locale);
  await tellProblem(runtime, tx, business, {
    cause: `${dispute.id}:${step}:${dispute.status}`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind:
      step === "opened" ? "disputed" : dispute.status === "lost" ? "dispute_lost" : "dispute_over",
    facts: {
      number,
      answerBy: evidenceDueBy && formatLongDay(dayIn(timezone, evidenceDueBy), locale),
    },
    since: runtime.now(),
    rows: [
      { label: "invoice", value: number },
      { label: "disputed", value: formatMoney(dispute.amount, locale) },
      { label: "reason", value: reasonWords(words, dispute.reason) },
    ],
    action: { label: "openPayment", url: `${publicUrl}/payments?payment=${payment.id}` },
  });
}
