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
  const isInvoice = pause.scope === "invoice";
  await tellProblem(runtime, tx, business, {
    cause: pause.id,
    mode: pause.mode,
    invoiceId: isInvoice ? pause.invoiceId : null,
    kind: isInvoice ? "invoice_paused" : "business_paused",
    facts: { number: String(number) },
    since: pause.beganAt,
    rows: [
      { label: "pausedUntil", value: formatInstant(pause.endsAt, timezone, locale) },
      { label: "declinedWithinHour", value: String(pause.declines) },
    ],
    action: { label: "openPayments", url: `${publicUrl}/payments` },
  });
}
