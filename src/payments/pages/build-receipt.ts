import { amountDue } from "#src/invoices/invoice.ts";
import { describeInvoice, directionOf } from "#src/invoices/describe-invoice.ts";
import { initialsOf } from "#src/businesses/business.ts";
import { logoPath } from "#src/businesses/logo.ts";
import { pageUrl } from "#src/invoices/links.ts";
import { computeTotals } from "#src/invoices/totals.ts";
import { must } from "#src/values/assert.ts";
import { divideHalfUp } from "#src/values/decimal.ts";
import { money } from "#src/values/money.ts";
import { formatInstant, formatLongDay, formatMoney, formatRate } from "#src/values/wording.ts";
import { describeMethod, type Payment } from "../payment.ts";
import { CSS_HREF } from "./assets.ts";
import type { PageClock, PageFacts } from "./build-page.ts";
import type { ReceiptView } from "./view.ts";

/** The receipt of one collected payment. */
export function buildReceipt(facts: PageFacts, payment: Payment, clock: PageClock): ReceiptView {
  const { business, customer, invoice, target } = facts;
  const locale = customer.locale ?? business.locale;
  const document = describeInvoice(business, customer, invoice, {
    payUrl: null,
    isTest: payment.mode === "test",
  });
  const here = pageUrl(clock.publicUrl, target.kind, target.token);
  const due = amountDue(invoice);
  return {
    lang: "en",
    dir: directionOf("en"),
    mode: payment.mode,
    cssHref: CSS_HREF,
    business: {
      name: business.name,
      legalName: document.seller.legalName,
      initials: initialsOf(business.name),
      logo: business.logo && { ...business.logo, href: logoPath(business.logo) },
      accentColor: business.accentColor,
      email: business.email,
      phone: business.phone,
      legalUrl: business.legalUrl,
      privacyUrl: business.privacyUrl,
    },
    seller: document.seller,
    number: must(payment.receiptNumber, "a collected payment has a receipt number"),
    amount: formatMoney(payment.amount, locale),
    receivedOn: formatInstant(must(payment.collectedAt, "collected"), business.timezone, locale),
    invoiceNumber: must(invoice.number, "only final invoices are paid"),
    invoiceIssuedOn: formatLongDay(must(invoice.issuedOn, "final invoices are issued"), locale),
    paidBy: document.buyer.name,
    method: describeMethod(payment),
    processorName: payment.processor === "stripe" ? "Stripe" : null,
    paymentReference: payment.processorPaymentId ?? payment.reference,
    invoiceTotal: document.total,
    stillDue: document.amountDue,
    isPaidInFull: due.amountMinor === 0n,
    taxShares: taxShares(facts, payment, locale),
    refunded: payment.refunded.amountMinor > 0n ? formatMoney(payment.refunded, locale) : null,
    invoiceUrl: here,
    pdfUrl: null, // the browser's own "Save as PDF" prints this page on one sheet
    paper: document.paper,
  };
}

/** The tax inside what this payment paid of the invoice, in proportion, by rate. */
function taxShares({ invoice }: PageFacts, payment: Payment, locale: string) {
  const totals = computeTotals(invoice.lines, invoice.currency, invoice.isTaxInclusive);
  if (invoice.total.amountMinor === 0n || payment.applied.currency !== invoice.currency) return [];
  return totals.taxes.map(({ rate, tax }) => {
    const share = divideHalfUp(
      tax.amountMinor * payment.applied.amountMinor,
      invoice.total.amountMinor,
    );
    return {
      label: `VAT ${formatRate(rate, locale)}`,
      amount: formatMoney(money(share, invoice.currency), locale),
    };
  });
}
