import { type Business, initialsOf } from "#src/businesses/business.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { DocumentRow, InvoiceDocument, Party } from "#src/formats/document.ts";
import { countryName, isCountry, paperOf } from "#src/values/country.ts";
import { dayIn } from "#src/values/day.ts";
import { negate } from "#src/values/money.ts";
import {
  formatLongDay,
  formatMoney,
  formatPrice,
  formatQuantity,
  formatRate,
  formatShortDay,
} from "#src/values/wording.ts";
import { buyerSnapshot, sellerSnapshot } from "./finalize-invoice.ts";
import {
  amountDue,
  type Application,
  appliedMode,
  type Invoice,
  type PartySnapshot,
  statusOf,
} from "./invoice.ts";
import { computeTotals } from "./totals.ts";

/**
 * The invoice as people read it, in the customer's language of figures: the one description that
 * page, PDF and mail print. A final invoice shows both parties as they were on the day of issue.
 */
export function describeInvoice(
  business: Business,
  customer: Customer,
  invoice: Invoice,
  options: { payUrl: string | null; isTest: boolean },
): InvoiceDocument {
  const locale = customer.locale ?? business.locale;
  const totals = computeTotals(invoice.lines, invoice.currency, invoice.isTaxInclusive);
  const seller = invoice.seller ?? sellerSnapshot(business);
  return {
    locale,
    direction: directionOf(locale),
    number: invoice.number,
    seller: describeParty(seller, locale, business),
    buyer: describeParty(invoice.buyer ?? buyerSnapshot(customer), locale, null),
    issuedOn: invoice.issuedOn && formatLongDay(invoice.issuedOn, locale),
    dueOn: invoice.dueOn && formatLongDay(invoice.dueOn, locale),
    isTaxInclusive: invoice.isTaxInclusive,
    lines: invoice.lines.map((line) => ({
      ...splitDescription(line.description),
      quantity: formatQuantity(line.quantity, locale),
      unitPrice: formatPrice(line.unitPrice, invoice.currency, locale),
      taxRate: line.taxRate === null ? "" : formatRate(line.taxRate, locale),
      amount: formatMoney(line.amount, locale),
    })),
    subtotal: formatMoney(invoice.subtotal, locale),
    taxes: totals.taxes.map(({ rate, tax }) => ({
      label: `${invoice.isTaxInclusive ? "Includes VAT" : "VAT"} ${formatRate(rate, locale)}`,
      amount: formatMoney(tax, locale),
    })),
    total: formatMoney(invoice.total, locale),
    payments: describeApplications(invoice, business.timezone, locale),
    amountDue: formatMoney(amountDue(invoice), locale),
    notes: invoice.notes,
    bankDetails: seller.bankDetails,
    isTest: options.isTest || appliedMode(invoice) === "test",
    isVoid: statusOf(invoice) === "void",
    isPaid: statusOf(invoice) === "paid",
    payUrl: options.payUrl,
    logo: null,
    paper: paperOf(business.country),
  };
}

/** What counts against the total, one row for each payment that still does. */
function describeApplications(invoice: Invoice, timezone: string, locale: string): DocumentRow[] {
  const bySource = Map.groupBy(invoice.applications, ({ sourceId }) => sourceId);
  return [...bySource.values()].flatMap((moves) => {
    const [first] = moves;
    const sum = moves.reduce((total, { amount }) => total + amount.amountMinor, 0n);
    if (!first || sum === 0n) return [];
    const amount = formatMoney(negate({ amountMinor: sum, currency: invoice.currency }), locale);
    return [{ label: applicationLabel(first, timezone, locale), amount }];
  });
}

function applicationLabel(first: Application, timezone: string, locale: string): string {
  const on = formatShortDay(dayIn(timezone, first.at), locale);
  return first.kind === "credit" ? `Credit ${on}` : `Paid ${on}, ${first.method}`;
}

function describeParty(party: PartySnapshot, locale: string, business: Business | null): Party {
  const lines = (party.address ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (party.country && isCountry(party.country)) {
    const name = countryName(party.country, locale);
    if (lines.length > 0 && !lines.at(-1)?.endsWith(name)) lines.push(name);
  }
  return {
    name: party.name,
    legalName: party.legalName !== null && party.legalName !== party.name ? party.legalName : null,
    addressLines: lines,
    taxId: party.taxId,
    email: party.email,
    phone: party.phone,
    website: party.website,
    initials: initialsOf(party.name),
    accentColor: business?.accentColor ?? null,
  };
}

export function directionOf(locale: string): "ltr" | "rtl" {
  return /^(ar|fa|he|ur|ps|ckb|dv|yi)\b/.test(locale) ? "rtl" : "ltr";
}

function splitDescription(description: string): { title: string; detail: string } {
  const [title = "", ...rest] = description.split("\n");
  return { title, detail: rest.join("\n").trim() };
}
