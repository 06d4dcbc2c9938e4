import type { Selectable } from "kysely";
import type { OnlinePayment } from "#src/businesses/online-payment.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import { type Currency, currency } from "#src/values/currency.ts";
import { type Day, dayIn, type Instant } from "#src/values/day.ts";
import { type Decimal, decimal } from "#src/values/decimal.ts";
import { type Money, money } from "#src/values/money.ts";
import type { InvoiceApplicationsRow, InvoiceLinesRow, InvoicesRow } from "#src/platform/tables.ts";

export interface InvoiceLine {
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly taxRate: Decimal | null;
  readonly amount: Money;
}

/** Seller and buyer as they were on the day of issue; frozen with the invoice. */
export interface PartySnapshot {
  readonly name: string;
  readonly legalName: string | null;
  readonly address: string | null;
  readonly country: string | null;
  readonly taxId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly bankDetails: string | null;
}

export interface Invoice {
  readonly id: string;
  readonly businessId: string;
  readonly customerId: string;
  readonly currency: Currency;
  /** `null` while it is a draft. */
  readonly number: string | null;
  readonly dueOn: Day | null;
  readonly isTaxInclusive: boolean;
  readonly notes: string | null;
  readonly onlinePayment: OnlinePayment;
  readonly lines: readonly InvoiceLine[];
  readonly subtotal: Money;
  readonly taxTotal: Money;
  readonly total: Money;
  readonly isOnlineViewEnabled: boolean;
  readonly createdAt: Instant;
  readonly finalizedAt: Instant | null;
  readonly issuedOn: Day | null;
  readonly seller: PartySnapshot | null;
  readonly buyer: PartySnapshot | null;
  readonly sentAt: Instant | null;
  readonly viewedAt: Instant | null;
  readonly voidedAt: Instant | null;
  readonly applications: readonly Application[];
}

/** Something that counts against the invoice, or (negative) no longer does. */
export interface Application {
  readonly kind: "payment" | "credit";
  readonly sourceId: string;
  /** What moved it: the payment itself, an allocation, a refund. */
  readonly causeId: string;
  /** How it was paid, as documents say it: `card`. */
  readonly method: string;
  readonly mode: Mode;
  readonly amount: Money;
  readonly at: Instant;
}

export type InvoiceStatus = "draft" | "open" | "paid" | "void";

/** Derived from facts: a voided invoice is void, one with nothing due is paid. */
export function statusOf(invoice: Invoice): InvoiceStatus {
  if (invoice.finalizedAt === null) return "draft";
  if (invoice.voidedAt !== null) return "void";
  return amountDue(invoice).amountMinor === 0n ? "paid" : "open";
}

export function amountPaid(invoice: Invoice): Money {
  return sumApplied(invoice, "payment");
}

export function amountCredited(invoice: Invoice): Money {
  return sumApplied(invoice, "credit");
}

function sumApplied(invoice: Invoice, kind: Application["kind"]): Money {
  const amounts = invoice.applications.filter((one) => one.kind === kind);
  return money(
    amounts.reduce((sum, { amount }) => sum + amount.amountMinor, 0n),
    invoice.currency,
  );
}

/** Total less what was paid and credited; never below zero, since more is never applied (I6). */
export function amountDue(invoice: Invoice): Money {
  const applied = invoice.applications.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  return money(invoice.total.amountMinor - applied, invoice.currency);
}

/** Nothing is due any more in real money; never an invoice over nothing, which nobody paid. */
export function isPaidLive(invoice: Invoice): boolean {
  const live = invoice.applications.filter(({ mode }) => mode === "live");
  const applied = live.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  return invoice.total.amountMinor !== 0n && applied === invoice.total.amountMinor;
}

/** Nothing is due any more, but only until the test money that counts against it is cleared. */
export function isPaidInTest(invoice: Invoice): boolean {
  const { total } = invoice;
  return statusOf(invoice) === "paid" && total.amountMinor !== 0n && !isPaidLive(invoice);
}

/** Open with a due day before today, in the business's time zone. */
export function isOverdue(invoice: Invoice, today: Day): boolean {
  return statusOf(invoice) === "open" && invoice.dueOn !== null && invoice.dueOn < today;
}

/** The day on which nothing was due any more; `null` while something is. */
export function paidOn(invoice: Invoice, timezone: string): Day | null {
  if (statusOf(invoice) !== "paid") return null;
  const times = invoice.applications.map(({ at }) => at.getTime());
  // what came last, which need not be what was written down last
  return times.length > 0 ? dayIn(timezone, new Date(Math.max(...times))) : invoice.issuedOn;
}

/** Test money counts against it: shown with the Test mark everywhere. */
export function appliedMode(invoice: Invoice): Mode | null {
  if (amountPaid(invoice).amountMinor === 0n) return null;
  const bySource = Map.groupBy(invoice.applications, ({ sourceId }) => sourceId);
  const counting = [...bySource.values()].filter(
    (moves) => moves.reduce((sum, { amount }) => sum + amount.amountMinor, 0n) !== 0n,
  );
  return counting.some((moves) => moves[0]?.mode === "test") ? "test" : "live";
}

export function invoiceFromRows(
  row: Selectable<InvoicesRow>,
  lines: readonly Selectable<InvoiceLinesRow>[],
  applications: readonly Selectable<InvoiceApplicationsRow>[],
): Invoice {
  const code = currency(row.currency);
  return {
    id: row.id,
    businessId: row.business_id,
    customerId: row.customer_id,
    currency: code,
    number: row.number,
    dueOn: row.due_on as Day | null,
    isTaxInclusive: row.is_tax_inclusive,
    notes: row.notes,
    onlinePayment: row.online_payment as OnlinePayment,
    lines: lines.map((line) => ({
      description: line.description,
      quantity: decimal(line.quantity),
      unitPrice: decimal(line.unit_price),
      taxRate: line.tax_rate === null ? null : decimal(line.tax_rate),
      amount: money(line.amount_minor, code),
    })),
    subtotal: money(row.subtotal_minor, code),
    taxTotal: money(row.tax_minor, code),
    total: money(row.total_minor, code),
    isOnlineViewEnabled: row.online_view_enabled,
    createdAt: row.created_at,
    finalizedAt: row.finalized_at,
    issuedOn: row.issued_on as Day | null,
    seller: row.seller as PartySnapshot | null,
    buyer: row.buyer as PartySnapshot | null,
    sentAt: row.sent_at,
    viewedAt: row.viewed_at,
    voidedAt: row.voided_at,
    applications: applications.map((one) => ({
      kind: one.kind === "credit" ? "credit" : "payment",
      sourceId: one.source_id,
      causeId: one.cause_id,
      method: one.method,
      mode: one.mode === "test" ? "test" : "live",
      amount: money(one.amount_minor, code),
      at: one.applied_at,
    })),
  };
}
