import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeInvoiceLetter } from "#src/letters/templates/write-invoice-letter.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal, type RefusalCode } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import { endSchedule } from "./end-schedule.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { makePayLink, pageUrl, tokenOfPage } from "./links.ts";
import { defaultMessage, defaultSubject } from "./message-variables.ts";
import { findPayable, type Payable, type PayableReason } from "./payable.ts";
import { requireNotSentAsPlanned } from "./require-not-sent.ts";
import { updateInvoice } from "./store.ts";
import { viewInvoiceLetter } from "./view-invoice-letter.ts";

export interface SendInput {
  readonly to: readonly string[] | null;
  readonly subject: string | null;
  readonly message: string | null;
  readonly attachPdf: boolean;
  /** The plan it is sent in place of, by what the sender saw; `null` when they saw none. */
  readonly insteadOf: string | null;
  /** The run of the request that sends, when it came with a key of its own. */
  readonly attempt: Attempt | null;
}

export interface Sent {
  readonly mailId: string;
  readonly payLink: string | null;
  /** Why the mail has no pay link; `null` when it has one. */
  readonly reason: PayableReason | null;
}

/**
 * Mails an invoice, with a new pay link where it can be paid online; a draft becomes final first.
 * All of it is written together or not at all. Refuses with `no_recipient`, `invoice_not_open`
 * (void), `payment_link_period_locked`, what finalizing refuses with, and `already_sent_as_planned` where
 * the plan it was to replace has been carried out. What was planned to be sent later is not sent then.
 */
export async function sendInvoice(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: SendInput,
): Promise<Sent> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const sent = await sentBefore(runtime, tx, businessId, input.attempt);
    if (sent) return sent;
    const invoice = await lockInvoice(tx, businessId, id);
    await requireNotSentAsPlanned(tx, invoice, input.insteadOf);
    await endSchedule(runtime, tx, invoice, "sent_by_hand", actor.name);
    return sendLocked(runtime, tx, actor, invoice, input);
  });
}

/** The same inside a transaction that has locked the invoice. */
export async function sendLocked(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  before: Invoice,
  input: SendInput,
  more: { readonly plannedOn?: Day; readonly plannedBy?: string } = {},
): Promise<Sent> {
  const { id, businessId } = before;
  const business = await getBusiness(tx, businessId);
  const customer = await getCustomer(tx, businessId, before.customerId);
  const to = recipientsFor(customer, input.to);
  const payable = await findPayable(tx, business, customer, before);
  const blocked = sendBlockedBy(runtime, business, before, payable);
  if (blocked !== null) throw new Refusal(blocked.code, blocked.message);
  const isDraft = statusOf(before) === "draft";
  const invoice = isDraft ? await finalizeInvoice(runtime, tx, actor, id, more) : before;
  const payLink = payable.payable ? await makePayLink(runtime, tx, invoice) : null;
  const words = { subject: defaultSubject, message: defaultMessage };
  const parts = { business, customer, invoice, payable, input, words };
  const view = await viewInvoiceLetter(runtime, tx, parts, payLink?.url ?? null);
  const mailId = await queueLetter(runtime, tx, businessId, {
    kind: "invoice",
    cause: payLink?.id ?? `${id}:${runtime.newId("mail")}`,
    invoiceId: id,
    to,
    letter: writeInvoiceLetter(view),
    isPdfAttached: input.attachPdf,
  });
  await noteSent(tx, input.attempt, mailId, payLink?.id ?? null);
  await updateInvoice(tx, businessId, id, { sent_at: runtime.now() });
  const hasPayLink = payLink !== null;
  const details = { to: to.join(", "), hasPayLink, ...more };
  await addHistory(runtime, tx, invoice, "sent", details, actor.name);
  const target = { type: "invoice", id };
  await recordAudit(runtime, tx, actor, "invoice.sent", target, { to, hasPayLink, ...more });
  const reason = payable.payable ? null : payable.reason;
  return {
    mailId: must(mailId, "a new letter is always queued"),
    payLink: payLink?.url ?? null,
    reason,
  };
}

/** The recipients that were named, else the customer's address. Refuses with `no_recipient`. */
export function recipientsFor(
  { name, email }: Customer,
  named: readonly string[] | null,
): readonly string[] {
  const to = named ?? (email === null ? [] : [email]);
  if (to.length > 0) return to;
  throw new Refusal(
    "no_recipient",
    `${name} has no email address. Add one, or type a recipient. The invoice was kept as it is.`,
  );
}

/** Notes the mail and its link, so that the same request never sends a second one. */
export async function noteSent(
  tx: BusinessTx,
  attempt: Attempt | null,
  mailId: string | null,
  payLinkId: string | null,
): Promise<void> {
  await attempt?.noteEffect(tx, [mailId, payLinkId].filter((id) => id !== null).join(" "));
}

/** What a run of the same request sent before it died. */
export async function sentBefore(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  attempt: Attempt | null,
): Promise<Sent | null> {
  if (!attempt?.effectId) return null;
  const [mailId = "", payLinkId] = attempt.effectId.split(" ");
  if (payLinkId === undefined) return { mailId, payLink: null, reason: null };
  const page = { kind: "pay_link", targetId: payLinkId } as const;
  const token = await tokenOfPage(runtime, tx, businessId, page);
  return { mailId, payLink: pageUrl(runtime.config.publicUrl, page.kind, token), reason: null };
}

interface Blocked {
  readonly code: RefusalCode;
  readonly message: string;
}

/** What keeps an invoice from being sent at all; `null` when nothing does. */
export function sendBlockedBy(
  runtime: Runtime,
  business: Business,
  invoice: Invoice,
  payable: Payable,
): Blocked | null {
  if (statusOf(invoice) === "void") {
    return { code: "invoice_not_open", message: "This invoice is void and can no longer be sent." };
  }
  const lock = business.booksLockedThrough;
  if (payable.payable && lock !== null && lock > todayOf(business, runtime.now())) {
    return {
      code: "payment_link_period_locked",
      message: `Your books are closed through ${lock}. Send without online payment, or change the date in Books.`,
    };
  }
  return null;
}

export const SEND_WARNINGS = ["books_locked_through_today", "currency_converted"] as const;

/**
 * What the sender should know and may ignore: a payment of today will wait to be recorded (R42), or
 * the processor converts what is paid, at a cost (R8).
 */
export function sendWarning(
  runtime: Runtime,
  business: Business,
  invoice: Invoice,
  payable: Payable,
): (typeof SEND_WARNINGS)[number] | null {
  if (!payable.payable) return null;
  if (business.booksLockedThrough === todayOf(business, runtime.now())) {
    return "books_locked_through_today";
  }
  const isConverted = payable.connections.some(
    ({ settlementCurrencies: known }) => known.length > 0 && !known.includes(invoice.currency),
  );
  return isConverted ? "currency_converted" : null;
}
