import type { Selectable } from "kysely";
import type { Business } from "#src/businesses/business.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { ScheduledSendingsRow } from "#src/platform/tables.ts";
import { addDays, type Day, dayIn, type Instant, timeIn } from "#src/values/day.ts";
import { HELD_CAUSES, type HeldCause } from "./held-cause.ts";
import { type Invoice, isPaidInTest, statusOf } from "./invoice.ts";
import type { Payable } from "./payable.ts";

/** An invoice that is to be sent on a later day, as it was planned. */
export interface ScheduledSending {
  readonly id: string;
  readonly businessId: string;
  readonly invoiceId: string;
  readonly on: Day;
  /** `null`: the customer's address on that day. */
  readonly to: readonly string[] | null;
  /** `null` takes the usual words. */
  readonly subject: string | null;
  readonly message: string | null;
  readonly attachPdf: boolean;
  readonly plannedAt: Instant;
  /** The name of who planned it last. */
  readonly plannedBy: string;
  /** Since when something stands in its way, and the last day on which it was tried. */
  readonly held: {
    readonly since: Instant;
    readonly reason: HeldCause;
    readonly triedOn: Day;
  } | null;
  /** Since when each try failed by something else than a refusal; `null` while none does. */
  readonly failingSince: Instant | null;
}

/** When it goes out, by the clock of the business. */
export const SENDING_TIME = "08:00";

/** So far ahead may be planned. */
export const MAX_DAYS_AHEAD = 365;

/** The day on whose morning it is tried: the planned one; once held, each day after the last try. */
export function nextTryOn({ on, held }: Pick<ScheduledSending, "on" | "held">): Day {
  return held === null ? on : later(on, addDays(held.triedOn, 1));
}

/**
 * Whether that morning has come. Judged by the zone the business has at this moment, so that summer
 * time and another zone change when it is due, and never whether it was planned for that day.
 */
export function isDue(
  sending: Pick<ScheduledSending, "on" | "held">,
  timezone: string,
  now: Instant,
): boolean {
  const today = dayIn(timezone, now);
  const next = nextTryOn(sending);
  return today > next || (today === next && timeIn(timezone, now) >= SENDING_TIME);
}

/**
 * Whether it was planned before a backup was restored. It may have been sent, changed or canceled since
 * that backup was made, which is forgotten now: only a person can tell.
 */
export function isRevived(
  { plannedAt }: Pick<ScheduledSending, "plannedAt">,
  restoredAt: Instant | null,
): boolean {
  return restoredAt !== null && plannedAt < restoredAt;
}

/**
 * The first day on which the books, as they are closed now, let an invoice out; `null` when they do not
 * matter. A draft is dated on the day it is sent, which must be open. With a pay link the last closed
 * day is soon enough [R42].
 */
export function sendableFrom(
  { booksLockedThrough: lock }: Business,
  invoice: Invoice,
  payable: Payable,
): Day | null {
  if (lock === null) return null;
  const isBooked = [invoice.subtotal, invoice.taxTotal, invoice.total].some(
    ({ amountMinor }) => amountMinor !== 0n,
  );
  if (statusOf(invoice) === "draft" && isBooked) return lock < LAST_DAY ? addDays(lock, 1) : lock;
  return payable.payable ? lock : null;
}

const LAST_DAY = "2199-12-31";

export type LockReason = "payment_link_period_locked" | "period_locked";

/** What the books, as they are closed now, would hold it for on a day; `null`: nothing. */
export function lockedOn(
  business: Business,
  invoice: Invoice,
  payable: Payable,
  on: Day,
): LockReason | null {
  const from = sendableFrom(business, invoice, payable);
  if (from === null || on >= from) return null;
  const isLinkRefused = payable.payable && business.booksLockedThrough !== on;
  return isLinkRefused ? "payment_link_period_locked" : "period_locked";
}

/** What goes away by itself or is seen to be gone; for anything else a person has to do something. */
const SEEN_FROM_HERE: readonly HeldCause[] = [
  "books_closed",
  "no_recipient",
  "business_suspended",
  "paid_in_test",
];

interface Facts {
  readonly business: Business;
  readonly customer: Customer;
  readonly invoice: Invoice;
  readonly payable: Payable;
  readonly now: Instant;
}

/** The first morning on which nothing known stands in its way; `null` when nobody can tell. */
export function expectedOn(
  sending: ScheduledSending,
  { business, customer, invoice, payable, now }: Facts,
): Day | null {
  if (business.suspendedAt !== null) return null;
  if (sending.to === null && customer.email === null) return null;
  if (isPaidInTest(invoice)) return null;
  if (sending.held !== null && !SEEN_FROM_HERE.includes(sending.held.reason)) return null;
  const next = later(nextTryOn(sending), dayIn(business.timezone, now));
  return later(next, sendableFrom(business, invoice, payable) ?? next);
}

/** To whom it goes, as things stand. */
export function recipientsOf({ to }: ScheduledSending, { email }: Customer): readonly string[] {
  return to ?? (email === null ? [] : [email]);
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

export function sendingFromRow(row: Selectable<ScheduledSendingsRow>): ScheduledSending {
  const { held_since: since, held_reason: reason, tried_on: triedOn } = row;
  const cause = HELD_CAUSES.find((one) => one === reason);
  const isHeld = since !== null && cause !== undefined && triedOn !== null;
  return {
    id: row.id,
    businessId: row.business_id,
    invoiceId: row.invoice_id,
    on: row.send_on as Day,
    to: row.recipients,
    subject: row.subject,
    message: row.message,
    attachPdf: row.is_pdf_attached,
    plannedAt: row.planned_at,
    plannedBy: row.planned_by,
    held: isHeld ? { since, reason: cause, triedOn: triedOn as Day } : null,
    failingSince: row.failing_since,
  };
}
