import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeReminderLetter } from "#src/letters/templates/write-invoice-letter.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { daysBetween, type Day } from "#src/values/day.ts";
import { lockInvoice, requireFinal } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { makePayLink } from "./links.ts";
import { reminderMessage, reminderSubject } from "./message-variables.ts";
import { findPayable } from "./payable.ts";
import { noteSent, type SendInput, sendBlockedBy, type Sent, sentBefore } from "./send-invoice.ts";
import { viewInvoiceLetter } from "./view-invoice-letter.ts";

/**
 * Reminds of what is still due, with how late it is and a pay link of its own (R58). Refuses with
 * `invoice_not_open` (drafts, void ones), `invoice_already_paid`, `no_recipient`,
 * `payment_link_period_locked`.
 */
export async function sendReminder(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: SendInput,
): Promise<Sent> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const sent = await sentBefore(runtime, tx, businessId, input.attempt);
    if (sent) return sent;
    const invoice = requireUnpaid(await lockInvoice(tx, businessId, id));
    const business = await getBusiness(tx, businessId);
    const customer = await getCustomer(tx, businessId, invoice.customerId);
    const to = input.to ?? (customer.email === null ? [] : [customer.email]);
    if (to.length === 0) {
      throw new Refusal(
        "no_recipient",
        `${customer.name} has no email address. Add one, or type a recipient.`,
      );
    }
    const payable = await findPayable(tx, business, customer, invoice);
    const blocked = sendBlockedBy(runtime, business, invoice, payable);
    if (blocked !== null) throw new Refusal(blocked.code, blocked.message);
    const payLink = payable.payable ? await makePayLink(runtime, tx, invoice) : null;
    const words = { subject: reminderSubject, message: reminderMessage };
    const parts = { business, customer, invoice, payable, input, words };
    const view = await viewInvoiceLetter(runtime, tx, parts, payLink?.url ?? null);
    const overdueText = overdueWords(invoice, todayOf(business, runtime.now()));
    const mailId = await queueLetter(runtime, tx, businessId, {
      kind: "reminder",
      cause: payLink?.id ?? `${id}:${runtime.newId("mail")}`,
      invoiceId: id,
      to,
      letter: writeReminderLetter({ ...view, overdueText }),
      isPdfAttached: input.attachPdf,
    });
    await noteSent(tx, input.attempt, mailId, payLink?.id ?? null);
    const details = { to: to.join(", "), hasPayLink: payLink !== null };
    await addHistory(runtime, tx, invoice, "reminded", details, actor.name);
    await recordAudit(runtime, tx, actor, "invoice.reminded", { type: "invoice", id }, details);
    return {
      mailId: must(mailId, "a new letter is always queued"),
      payLink: payLink?.url ?? null,
      reason: payable.payable ? null : payable.reason,
    };
  });
}

function requireUnpaid(invoice: Invoice): Invoice {
  requireFinal(invoice);
  const status = statusOf(invoice);
  if (status === "void") throw new Refusal("invoice_not_open", "This invoice is void.");
  if (status === "paid") {
    throw new Refusal("invoice_already_paid", "Nothing is due on this invoice any more.");
  }
  return invoice;
}

/** `9 days overdue`; `null` before the due day and on it. */
function overdueWords(invoice: Invoice, today: Day): string | null {
  if (invoice.dueOn === null || invoice.dueOn >= today) return null;
  const days = daysBetween(invoice.dueOn, today);
  return `${days} ${days === 1 ? "day" : "days"} overdue`;
}
