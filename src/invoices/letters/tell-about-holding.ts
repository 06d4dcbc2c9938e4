import type { Business } from "#src/businesses/business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Day } from "#src/values/day.ts";
import { must } from "#src/values/assert.ts";
import { formatLongDay } from "#src/values/wording.ts";
import type { Invoice } from "../invoice.ts";
import { findPayable, modeShown } from "../payable.ts";
import { expectedOn, type ScheduledSending } from "../scheduled-sending.ts";

/** A notice to each notification address that a planned invoice was not sent, once for each kind of reason. */
export async function tellAboutHolding(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  sending: ScheduledSending,
  kind: string,
): Promise<void> {
  const { id: businessId, locale } = business;
  const { since, reason } = must(sending.held, "a sending that is told of is held");
  const customer = await getCustomer(tx, businessId, invoice.customerId);
  const payable = await findPayable(tx, business, customer, invoice);
  const next = expectedOn(sending, { business, customer, invoice, payable, now: runtime.now() });
  const name =
    invoice.number === null ? `The draft for ${customer.name}` : `Invoice ${invoice.number}`;
  await tellProblem(runtime, tx, business, {
    cause: `${sending.id}:${kind}`,
    mode: modeShown(payable) ?? "live",
    invoiceId: invoice.id,
    headline: `${name} was not sent`,
    explanation: `${whyHeld(reason, business, customer.name)} Nothing was sent and nothing was booked.\n\n${whatNext(reason, next, locale)}`,
    since,
    facts: [
      { label: "Planned for", amount: formatLongDay(sending.on, locale) },
      ...(next === null
        ? []
        : [{ label: "Expected to go out", amount: formatLongDay(next, locale) }]),
    ],
    action: {
      label: "Open the invoice",
      url: `${runtime.config.publicUrl}/invoices/${invoice.id}`,
    },
  });
}

function whyHeld(reason: string, business: Business, customerName: string): string {
  const { booksLockedThrough: lock, locale } = business;
  switch (reason) {
    case "payment_link_period_locked":
    case "period_locked":
      return `The day it was planned for has come, and your books are closed${lock === null ? "" : ` through ${formatLongDay(lock, locale)}`}.`;
    case "no_recipient":
      return `The day it was planned for has come, and ${customerName} has no email address.`;
    case "business_suspended":
      return "The day it was planned for has come, and your business is paused by whoever runs this server: its links cannot be paid.";
    case "backup_restored":
      return "Its day had come before a backup was restored, so it was probably sent then.";
    case "invoice_empty":
      return "The day it was planned for has come, and it has no lines.";
    default:
      return "The day it was planned for has come, and could not be made final.";
  }
}

function whatNext(reason: string, next: Day | null, locale: string): string {
  if (reason === "backup_restored") {
    return "It does not go out by itself any more. If your customer does not have it, send it now or choose another day; else cancel it.";
  }
  const byItself =
    next === null
      ? "It is tried again each morning at 8:00, and goes out by itself once nothing stands in its way."
      : `It goes out by itself on ${formatLongDay(next, locale)} at 8:00, as things stand now.`;
  return `${byItself} You can also send it now, choose another day, or cancel it, on the invoice.`;
}
