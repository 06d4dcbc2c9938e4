import type { Business } from "#src/businesses/business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import { formatInstant } from "#src/values/wording.ts";
import type { Payment } from "../payment.ts";

export interface ToldPause {
  readonly id: string;
  readonly scope: "invoice" | "business";
  readonly declines: number;
  /** Whose payment was declined last. */
  readonly invoiceId: string;
  readonly mode: Payment["mode"];
  readonly beganAt: Instant;
  readonly endsAt: Instant;
}

/** A notice to each notification address that payments are paused, once per pause. */
export async function tellAboutPause(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  pause: ToldPause,
): Promise<void> {
  const { publicUrl } = runtime.config;
  const { timezone, locale } = business;
  const { number } = await getInvoice(tx, business.id, pause.invoiceId);
  const words = pause.scope === "invoice" ? aboutInvoice(String(number)) : ABOUT_BUSINESS;
  await tellProblem(runtime, tx, business, {
    cause: pause.id,
    mode: pause.mode,
    invoiceId: pause.scope === "invoice" ? pause.invoiceId : null,
    ...words,
    since: pause.beganAt,
    facts: [
      { label: "Paused until", amount: formatInstant(pause.endsAt, timezone, locale) },
      { label: "Declined within an hour", amount: String(pause.declines) },
    ],
    action: { label: "Open payments", url: `${publicUrl}/payments` },
  });
}

const TESTING =
  "That is how stolen card numbers are tried out. Each try may cost you a fee, and cards that work are disputed later.";

function aboutInvoice(number: string): { headline: string; explanation: string } {
  return {
    headline: `Online payment of invoice ${number} is paused`,
    explanation: `Many cards were declined for this invoice within an hour. ${TESTING}\n\nNobody can start a payment of it for an hour; all other invoices can be paid. If the link reached people it was not meant for, void the invoice or switch its online page off. If it is your customer, the payment can be let through on the Payments screen.`,
  };
}

const ABOUT_BUSINESS = {
  headline: "Online payments are paused for an hour",
  explanation: `Many cards were declined for many of your invoices within an hour. ${TESTING}\n\nNobody can start a payment until the pause is over. What customers paid before, or are paying right now, is recorded as ever. Look at the failed payments; if they are real customers, take payments again on the Payments screen. In Stripe, Radar can ask for more checks.`,
};
