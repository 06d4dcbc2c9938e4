import { z } from "@hono/zod-openapi";
import { can } from "#src/access/actor.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { PAYMENT_FORMS } from "#src/processors/processor.ts";
import { readAccent } from "#design/accent.ts";
import { isCountry } from "#src/values/country.ts";
import { isTimezone } from "#src/values/day.ts";

import type { Business } from "./business.ts";
import { changeBusiness } from "./change-business.ts";
import { getBusiness } from "./get-business.ts";
import { logoPath } from "./logo.ts";
import { onlinePaymentDefaultField } from "./online-payment.ts";

const MAX_NOTIFICATION_ADDRESSES = 5;
/** 512 KB in base 64, with what stands before. */
const MAX_LOGO_CHARACTERS = 700_000;

export const country = () =>
  z.string().refine(isCountry, "must be an ISO 3166 country code of two capitals, e.g. DE");
export const timezone = () =>
  z.string().max(60).refine(isTimezone, "must be an IANA time zone, e.g. Europe/Berlin");
export const locale = () =>
  z.string().max(20).refine(isLocale, "must be a language tag, e.g. en or de-AT");

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

const Business = z
  .object({
    id: z.string(),
    name: z.string(),
    legalName: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    website: z.string().nullable(),
    address: z.string().nullable(),
    taxId: z.string().nullable(),
    country: z.string(),
    currency: z.string(),
    timezone: z.string(),
    locale: z.string(),
    accentColor: z.string().nullable(),
    logo: z.string().nullable().openapi({ description: "Where the picture is found" }),
    legalUrl: z.string().nullable(),
    privacyUrl: z.string().nullable(),
    bankDetails: z.string().nullable(),
    onlinePayments: z.boolean(),
    onlinePaymentDefault: z.union([z.literal("none"), z.array(z.string())]),
    paymentForm: z.enum(PAYMENT_FORMS),
    paymentNotificationEmails: z.array(z.string()),
    booksLockedThrough: z.string().nullable(),
    liveKeysOnly: z.boolean(),
    onlineViewDefault: z.boolean(),
    receiptMails: z.boolean(),
    serviceState: z.enum(["active", "suspended"]),
  })
  .openapi("Business");

const BusinessChanges = z
  .strictObject({
    name: field.line(100),
    legalName: field.line(150).nullable(),
    email: field.email().nullable(),
    phone: field.code(40).nullable(),
    website: field.webAddress().nullable(),
    address: field.paragraph(500).nullable(),
    taxId: field.code(40).nullable(),
    country: country(),
    currency: field.currencyCode(),
    timezone: timezone(),
    locale: locale(),
    accentColor: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour like #0B6B4F")
      .refine(
        (color) => readAccent(color) !== null,
        "is too pale or too dark for legible text on a button; choose another",
      )
      .nullable(),
    logo: z
      .string()
      .max(MAX_LOGO_CHARACTERS, "must be at most 512 KB")
      .nullable()
      .openapi({ description: "A PNG or JPEG as data URL: data:image/png;base64,…" }),
    legalUrl: field.webAddress().nullable(),
    privacyUrl: field.webAddress().nullable(),
    bankDetails: field.exactParagraph(500).nullable(),
    onlinePayments: z.boolean(),
    onlinePaymentDefault: onlinePaymentDefaultField,
    paymentForm: z.enum(PAYMENT_FORMS, 'must be "redirect" or "popup"'),
    paymentNotificationEmails: z
      .array(field.email())
      .max(MAX_NOTIFICATION_ADDRESSES, `must have at most ${MAX_NOTIFICATION_ADDRESSES} addresses`),
    booksLockedThrough: field.day().nullable(),
    liveKeysOnly: z.boolean(),
    onlineViewDefault: z.boolean(),
    receiptMails: z.boolean(),
  })
  .partial()
  .openapi("BusinessChanges");

export const getBusinessEndpoint = endpoint(
  { summary: "The business and its settings", permission: "business.read", answer: Business },
  async ({ runtime, actor }) =>
    transact(runtime.db, actor.businessId, async (tx) =>
      shapeBusiness(runtime, await getBusiness(tx, actor.businessId)),
    ),
);

export const changeBusinessEndpoint = endpoint(
  {
    summary: "Change settings; closing the books is the accountant's right too",
    permission: "books.lock",
    body: BusinessChanges,
    answer: Business,
  },
  async ({ runtime, actor, body }) => {
    const isLockOnly = Object.keys(body).every((name) => name === "booksLockedThrough");
    if (!isLockOnly && !can(actor.role, "business.change")) {
      throw new Refusal(
        "forbidden",
        "Only an owner or admin can change the settings of the business.",
      );
    }
    return shapeBusiness(runtime, await changeBusiness(runtime, actor, body));
  },
);

function shapeBusiness({ config }: Runtime, business: Business): z.input<typeof Business> {
  const { isTakingOnlinePayments, isLiveKeysOnly, isOnlineViewDefault, isMailingReceipts } =
    business;
  const { suspendedAt, onlinePaymentDefault, logo, ...same } = business;
  return {
    ...same,
    onlinePayments: isTakingOnlinePayments,
    onlinePaymentDefault:
      typeof onlinePaymentDefault === "string" ? "none" : [...onlinePaymentDefault],
    paymentNotificationEmails: [...same.paymentNotificationEmails],
    logo: logo && `${config.publicUrl}${logoPath(logo)}`,
    liveKeysOnly: isLiveKeysOnly,
    onlineViewDefault: isOnlineViewDefault,
    receiptMails: isMailingReceipts,
    serviceState: suspendedAt === null ? "active" : "suspended",
  };
}
