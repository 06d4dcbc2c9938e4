import type { Business } from "#src/businesses/business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { formatLongDay } from "#src/values/wording.ts";
import type { Invoice } from "../invoice.ts";
import { findPayable, modeShown } from "../payable.ts";
import { expectedOn, type ScheduledSending } from "../scheduled-sending.ts";

/** A notice to each notification address that a planned invoice was not sent, once for each cause. */
export async function tellAboutHolding(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  sending: ScheduledSending,
): Promise<void> {
  const { id: businessId, locale, booksLockedThrough: lock } = business;
  const { since, reason } = must(sending.held, "a sending that is told of is held");
  const customer = await getCustomer(tx, businessId, invoice.customerId);
  const payable = await findPayable(tx, business, customer, invoice);
  const on = expectedOn(sending, { business, customer, invoice, payable, now: runtime.now() });
  const next = on && formatLongDay(on, locale);
  await tellProblem(runtime, tx, business, {
    cause: `${sending.id}:${reason}`,
    mode: modeShown(payable) ?? "live",
    invoiceId: invoice.id,
    kind: "sending_held",
    facts: {
      number: invoice.number,
      customer: customer.name,
      cause: reason,
      closedThrough: lock && formatLongDay(lock, locale),
      next,
    },
    since,
    rows: [
      { label: "plannedFor", value: formatLongDay(sending.on, locale) },
      ...(next === null ? [] : [{ label: "expectedOn" as const, value: next }]),
    ],
    action: {
      label: "openInvoice",
      url: `${runtime.config.publicUrl}/invoices/${invoice.id}`,
    },
  });
}
