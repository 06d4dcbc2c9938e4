import type { Business, BusinessChanges } from "../../api/types.ts";

export type BusinessFields = ReturnType<typeof fieldsOf>;

/** The settings as the form's fields hold them: nothing is an empty text. */
export function fieldsOf(business: Business) {
  return {
    name: business.name,
    legalName: business.legalName ?? "",
    address: business.address ?? "",
    country: business.country,
    taxId: business.taxId ?? "",
    email: business.email ?? "",
    phone: business.phone ?? "",
    website: business.website ?? "",
    accentColor: business.accentColor ?? "",
    bankDetails: business.bankDetails ?? "",
    currency: business.currency,
    locale: business.locale,
    timezone: business.timezone,
    paymentNotificationEmails: business.paymentNotificationEmails,
    liveKeysOnly: business.liveKeysOnly,
    onlineViewDefault: business.onlineViewDefault,
    receiptMails: business.receiptMails,
  };
}

const OPTIONAL = [
  "legalName",
  "address",
  "taxId",
  "email",
  "phone",
  "website",
  "accentColor",
  "bankDetails",
] as const;

/** And back: an empty text is nothing. */
export function changesOf(fields: BusinessFields): BusinessChanges {
  const emptied = OPTIONAL.filter((name) => fields[name].trim() === "");
  return { ...fields, ...Object.fromEntries(emptied.map((name) => [name, null])) };
}
