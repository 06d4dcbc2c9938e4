import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addDays, type Day } from "#src/values/day.ts";
import { endSchedule } from "./end-schedule.ts";
import { lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { requireNotSentAsPlanned } from "./require-not-sent.ts";
import { insertSending } from "./schedule-store.ts";
import { MAX_DAYS_AHEAD, recipientsOf, type ScheduledSending } from "./scheduled-sending.ts";
import { recipientsFor, type SendInput } from "./send-invoice.ts";

/**
 * Plans to send an invoice on a later day of the business's calendar, in place of what was planned
 * before. Whether the books will be open then is for that day to say. Refuses with 400 at `on`,
 * `no_recipient`, `invoice_not_open` (void), `invoice_already_paid`, `already_sent_as_planned`.
 */
export async function scheduleSending(
  runtime: Runtime,
  actor: Actor,
  invoiceId: string,
  { on, ...input }: Omit<SendInput, "attempt"> & { readonly on: Day },
): Promise<void> {
  const { businessId } = actor;
  await transact(runtime.db, businessId, async (tx) => {
    const invoice = requireSendable(await lockInvoice(tx, businessId, invoiceId));
    await requireNotSentAsPlanned(tx, invoice, input.insteadOf);
    const business = await getBusiness(tx, businessId);
    requireLaterDay(on, todayOf(business, runtime.now()));
    const customer = await getCustomer(tx, businessId, invoice.customerId);
    const to = recipientsFor(customer, input.to);
    const former = await endSchedule(runtime, tx, invoice, "replaced", actor.name);
    await insertSending(tx, {
      business_id: businessId,
      id: runtime.newId("sch"),
      invoice_id: invoiceId,
      send_on: on,
      recipients: input.to === null ? null : [...input.to],
      subject: input.subject,
      message: input.message,
      is_pdf_attached: input.attachPdf,
      planned_at: runtime.now(),
      planned_by: actor.name,
    });
    const replaced = former === null ? {} : formerDetails(former, customer);
    const details = { on, to: to.join(", "), ...replaced };
    await addHistory(runtime, tx, invoice, "sending_scheduled", details, actor.name);
    const target = { type: "invoice", id: invoiceId };
    const audited = { on, to, ...replaced };
    await recordAudit(runtime, tx, actor, "invoice.sending_scheduled", target, audited);
  });
}

function formerDetails(former: ScheduledSending, customer: Customer) {
  return {
    formerOn: former.on,
    formerTo: recipientsOf(former, customer).join(", "),
    formerBy: former.plannedBy,
  };
}

/** Takes the plan back: nothing is sent. Refuses with `not_found` when nothing is planned. */
export async function cancelScheduledSending(
  runtime: Runtime,
  actor: Actor,
  invoiceId: string,
): Promise<void> {
  const { businessId } = actor;
  await transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, invoiceId);
    const ended = await endSchedule(runtime, tx, invoice, "canceled", actor.name);
    if (ended === null) {
      throw new Refusal(
        "not_found",
        "Nothing is planned for this invoice, or it was sent already.",
      );
    }
    const target = { type: "invoice", id: invoiceId };
    await recordAudit(runtime, tx, actor, "invoice.sending_canceled", target, {
      on: ended.on,
      plannedBy: ended.plannedBy,
    });
  });
}

function requireSendable(invoice: Invoice): Invoice {
  const status = statusOf(invoice);
  if (status === "void") {
    throw new Refusal("invoice_not_open", "This invoice is void and can no longer be sent.");
  }
  if (status === "paid") {
    throw new Refusal(
      "invoice_already_paid",
      "Nothing is due on this invoice any more. Send it now, or not at all.",
    );
  }
  return invoice;
}

function requireLaterDay(on: Day, today: Day): void {
  if (on <= today) throw refuseField("on", "must be a day after today");
  if (on > addDays(today, MAX_DAYS_AHEAD)) {
    throw refuseField("on", `must be at most ${MAX_DAYS_AHEAD} days ahead`);
  }
}
