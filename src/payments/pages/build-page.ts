import { type Business, todayOf } from "#src/businesses/business.ts";
import { logoPath } from "#src/businesses/logo.ts";
import type { Connection } from "#src/connections/connection.ts";
import type { Customer } from "#src/customers/customer.ts";
import { directionOf, describeInvoice } from "#src/invoices/describe-invoice.ts";
import { initialsOf } from "#src/businesses/business.ts";
import {
  amountDue,
  amountPaid,
  appliedMode,
  type Invoice,
  paidOn,
  statusOf,
} from "#src/invoices/invoice.ts";
import { type LinkTarget, pageUrl } from "#src/invoices/links.ts";
import { modeShown, type Payable } from "#src/invoices/payable.ts";
import { must } from "#src/values/assert.ts";
import { dayIn, daysBetween } from "#src/values/day.ts";
import { formatInstant, formatLongDay, formatMoney } from "#src/values/wording.ts";
import type { InvoiceDocument } from "#src/formats/document.ts";
import { describeMethod, isStanding, isUnderWay, type Payment } from "../payment.ts";
import { popupOf } from "../payment-form.ts";
import { describeDue } from "./due-badge.ts";
import { failureReasonOf } from "./failure-reason.ts";
import { CSS_HREF } from "./assets.ts";
import type {
  BusinessFrame,
  OwedFrame,
  PagePopup,
  PausedPage,
  PayableFrame,
  PayerBusiness,
  PayerPage,
  PayNotice,
} from "./view.ts";

/** Everything a payer page is made from, read in one transaction. */
export interface PageFacts {
  readonly target: LinkTarget;
  readonly business: Business;
  readonly customer: Customer;
  readonly invoice: Invoice;
  readonly payable: Payable;
  readonly payments: readonly Payment[];
  /** Who got the receipt of the payment just made; `null` when nobody did. */
  readonly receiptMailedTo: string | null;
}

/** How the payer came here: by the link, back from the processor, or after Pay could not start. */
export interface Arrival {
  readonly kind: "visit" | "returned" | "unreachable";
  /** The payment the payer comes back from. */
  readonly payment: Payment | null;
}

export interface PageClock {
  readonly now: Date;
  readonly publicUrl: string;
  /** Where the pop-up's script comes from, for the connections that have one. */
  readonly stripeJsUrl: string | null;
  /** Fresh and random, for the script of this one answer. */
  readonly nonce: string;
}

/** Which page the facts call for. The order matters: what forbids paying comes first. */
export function buildPage(facts: PageFacts, arrival: Arrival, clock: PageClock): PayerPage {
  const { target, business, invoice, payments, payable } = facts;
  const underWay = payments.find(isUnderWay) ?? null;
  const here = pageUrl(clock.publicUrl, target.kind, target.token);
  const frame = businessFrame(facts);
  const number = must(invoice.number, "only final invoices have pages");
  if (business.suspendedAt !== null) {
    return { ...frame, status: "suspended", isPaymentInDoubt: underWay !== null, retryUrl: here };
  }
  if (target.isVoid) {
    return {
      ...frame,
      status: "void_link",
      invoiceNumber: number,
      isPaymentInDoubt: underWay !== null,
    };
  }
  if (statusOf(invoice) === "void") {
    const voidedOn = dayIn(business.timezone, must(invoice.voidedAt, "void since"));
    const { locale } = business;
    return {
      ...frame,
      status: "voided",
      invoiceNumber: number,
      voidedOn: formatLongDay(voidedOn, locale),
    };
  }
  if (arrival.payment?.status === "succeeded" && isStanding(arrival.payment))
    return completePage(facts, arrival.payment, clock);
  if (underWay !== null) return processingPage(facts, underWay, here);
  if (statusOf(invoice) === "paid") return paidPage(facts, here);
  const owed = owedFrame(facts, clock, here);
  if (!payable.payable) return { ...owed, status: "not_offered" };
  return payablePage(facts, owed, arrival, clock);
}

/** Pressing Pay started nothing, since too many cards were declined here. */
export function buildPausedPage(facts: PageFacts, endsAt: Date, clock: PageClock): PausedPage {
  const { target, business } = facts;
  return {
    ...businessFrame(facts),
    status: "too_many",
    until: formatInstant(endsAt, business.timezone, localeOf(facts)),
    invoiceUrl: pageUrl(clock.publicUrl, target.kind, target.token),
  };
}

function businessFrame({ business, invoice, payable, target }: PageFacts): BusinessFrame {
  const seller = invoice.seller ?? business;
  const shown: PayerBusiness = {
    name: business.name,
    legalName: seller.legalName !== business.name ? seller.legalName : null,
    initials: initialsOf(business.name),
    logo: business.logo && { ...business.logo, href: logoPath(business.logo) },
    accentColor: business.accentColor,
    email: business.email,
    phone: business.phone,
    legalUrl: business.legalUrl,
    privacyUrl: business.privacyUrl,
  };
  const mode = target.isVoid ? "live" : (appliedMode(invoice) ?? modeShown(payable) ?? "live");
  return { lang: "en", dir: directionOf("en"), mode, cssHref: CSS_HREF, business: shown };
}

function documentOf(facts: PageFacts, here: string): InvoiceDocument {
  const { business, customer, invoice, payable } = facts;
  const isTest = modeShown(payable) === "test";
  return describeInvoice(business, customer, invoice, {
    payUrl: payable.payable ? here : null,
    isTest,
  });
}

function localeOf({ customer, business }: PageFacts): string {
  return customer.locale ?? business.locale;
}

function owedFrame(facts: PageFacts, clock: PageClock, here: string): OwedFrame {
  const { business, invoice } = facts;
  const locale = localeOf(facts);
  const paid = amountPaid(invoice);
  const { total, dueOn } = invoice;
  return {
    ...businessFrame(facts),
    document: documentOf(facts, here),
    pdfUrl: `${here}/pdf`,
    dueBadge: dueOn && describeDue(daysBetween(todayOf(business, clock.now), dueOn)),
    partlyPaid:
      paid.amountMinor === 0n
        ? null
        : {
            paid: formatMoney(paid, locale),
            total: formatMoney(total, locale),
            fraction: Number((paid.amountMinor * 1000n) / total.amountMinor) / 1000,
          },
  };
}

function payablePage(
  facts: PageFacts,
  owed: OwedFrame,
  arrival: Arrival,
  clock: PageClock,
): PayerPage {
  const here = pageUrl(clock.publicUrl, facts.target.kind, facts.target.token);
  const connections = facts.payable.payable ? facts.payable.connections : [];
  const frame: PayableFrame = {
    ...owed,
    payAction: `${here}/pay`,
    processorName: "Stripe",
    connections: connections.map(({ id, name }) => ({ id, label: name, hint: "Card or wallet" })),
    ownAmount: null,
    popup: pagePopup(facts.business, connections, clock),
  };
  const attempted = arrival.payment;
  const declined = attempted && facts.payments.findLast((one) => one.attemptOf === attempted.id);
  const failure = declined ?? (attempted?.status === "failed" ? attempted : null);
  if (failure && arrival.kind === "returned") {
    return { ...frame, status: "failed", reason: failureReasonOf(failure.failureCode) };
  }
  return { ...frame, status: "payable", notice: noticeFor(arrival) };
}

/** The pop-up of a page where at least one of the connections can be paid in one. */
function pagePopup(
  business: Business,
  connections: readonly Connection[],
  { stripeJsUrl, nonce }: PageClock,
): PagePopup | null {
  const popup = connections.map((one) => popupOf({ stripeJsUrl }, business, one)).find(Boolean);
  return popup ? { scriptUrl: popup.scriptUrl, nonce } : null;
}

function noticeFor(arrival: Arrival): PayNotice | null {
  if (arrival.kind === "unreachable") return { kind: "unreachable" };
  // Said only because the look-up that came first found the page open or expired, and unpaid.
  return arrival.kind === "returned" && arrival.payment !== null ? { kind: "left" } : null;
}

function processingPage(facts: PageFacts, payment: Payment, here: string): PayerPage {
  const { business } = facts;
  return {
    ...businessFrame(facts),
    status: "processing",
    kind: payment.status === "processing" ? "bank" : "unknown",
    document: documentOf(facts, here),
    pdfUrl: null,
    processorName: "Stripe",
    amount: formatMoney(payment.amount, localeOf(facts)),
    startedAt: formatInstant(payment.createdAt, business.timezone, localeOf(facts)),
    method: describeMethod(payment),
    checkUrl: `${here}/return`,
  };
}

function completePage(facts: PageFacts, payment: Payment, clock: PageClock): PayerPage {
  const { business, invoice, target } = facts;
  const here = pageUrl(clock.publicUrl, target.kind, target.token);
  const locale = localeOf(facts);
  const due = amountDue(invoice);
  return {
    ...businessFrame(facts),
    status: "complete",
    mode: payment.mode,
    document: documentOf(facts, here),
    pdfUrl: `${here}/pdf`,
    amount: formatMoney(payment.amount, locale),
    receiptNumber: payment.receiptNumber,
    receiptUrl: `${here}/receipt?payment=${payment.id}`,
    paidAt: formatInstant(must(payment.collectedAt, "collected"), business.timezone, locale),
    method: describeMethod(payment),
    emailedTo: facts.receiptMailedTo,
    stillDue:
      due.amountMinor === 0n
        ? null
        : {
            amount: formatMoney(due, locale),
            dueOn: invoice.dueOn && formatLongDay(invoice.dueOn, locale),
          },
    overpaid: payment.unapplied.amountMinor > 0n ? formatMoney(payment.unapplied, locale) : null,
    invoiceUrl: here,
  };
}

function paidPage(facts: PageFacts, here: string): PayerPage {
  const { business, invoice, payments } = facts;
  const locale = localeOf(facts);
  const on = paidOn(invoice, business.timezone);
  const receipted = payments.findLast((one) => one.receiptNumber !== null && isStanding(one));
  return {
    ...businessFrame(facts),
    status: "paid",
    document: documentOf(facts, here),
    pdfUrl: `${here}/pdf`,
    paid:
      receipted && on !== null
        ? { amount: formatMoney(amountPaid(invoice), locale), on: formatLongDay(on, locale) }
        : null,
    receiptUrl: receipted ? `${here}/receipt` : null,
  };
}
