import { type Day, dayIn, type Instant } from "#src/values/day.ts";
import { type Currency, currency } from "#src/values/currency.ts";
import type { BusinessesRow } from "#src/platform/tables.ts";
import type { Selectable } from "kysely";
import { PAYMENT_FORMS, type PaymentForm } from "#src/processors/processor.ts";
import { type Logo, logoFromName } from "./logo.ts";
import type { OnlinePayment } from "./online-payment.ts";

/** The seller. */
export interface Business {
  readonly id: string;
  readonly name: string;
  readonly legalName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly address: string | null;
  readonly taxId: string | null;
  readonly country: string;
  readonly currency: Currency;
  readonly timezone: string;
  readonly locale: string;
  readonly accentColor: string | null;
  readonly logo: Logo | null;
  readonly legalUrl: string | null;
  readonly privacyUrl: string | null;
  readonly bankDetails: string | null;
  readonly isTakingOnlinePayments: boolean;
  readonly onlinePaymentDefault: OnlinePayment;
  /** The pop-up is used where a connection has the key for it. */
  readonly paymentForm: PaymentForm;
  readonly paymentNotificationEmails: readonly string[];
  readonly booksLockedThrough: Day | null;
  readonly isLiveKeysOnly: boolean;
  /** Whether the online page of a new invoice is on. */
  readonly isOnlineViewDefault: boolean;
  /** Whether payers get their receipt by mail; on the page they always find it. */
  readonly isMailingReceipts: boolean;
  readonly suspendedAt: Instant | null;
}

export function businessFromRow(row: Selectable<BusinessesRow>): Business {
  return {
    id: row.id,
    name: row.name,
    legalName: row.legal_name,
    email: row.email,
    phone: row.phone,
    website: row.website,
    address: row.address,
    taxId: row.tax_id,
    country: row.country,
    currency: currency(row.currency),
    timezone: row.timezone,
    locale: row.locale,
    accentColor: row.accent_color,
    logo: logoFromName(row.logo),
    legalUrl: row.legal_url,
    privacyUrl: row.privacy_url,
    bankDetails: row.bank_details,
    isTakingOnlinePayments: row.online_payments,
    onlinePaymentDefault: row.online_payment_default as OnlinePayment,
    paymentForm: PAYMENT_FORMS.find((form) => form === row.payment_form) ?? "redirect",
    paymentNotificationEmails: row.payment_notification_emails,
    booksLockedThrough: row.books_locked_through as Day | null,
    isLiveKeysOnly: row.live_keys_only,
    isOnlineViewDefault: row.online_view_default,
    isMailingReceipts: row.receipt_mails,
    suspendedAt: row.suspended_at,
  };
}

/** The day it is for this business. */
export function todayOf(business: Business, now: Instant): Day {
  return dayIn(business.timezone, now);
}

/** Whether the books are closed for a day. */
export function isClosed(business: Business, on: Day): boolean {
  return business.booksLockedThrough !== null && on <= business.booksLockedThrough;
}

/** Who is told about payments: the addresses of the settings, else the business itself. */
export function notificationAddresses(business: Business): readonly string[] {
  if (business.paymentNotificationEmails.length > 0) return business.paymentNotificationEmails;
  return business.email === null ? [] : [business.email];
}

/** `Nordlicht Studio` → `NS`. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0));
  return letters.join("").toLocaleUpperCase("en") || "?";
}
