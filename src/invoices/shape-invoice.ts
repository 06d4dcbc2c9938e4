import { z } from "@hono/zod-openapi";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import type { Connection } from "#src/connections/connection.ts";
import { getConnections } from "#src/connections/get-connection.ts";
import { getCustomers } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import type { Instant } from "#src/values/day.ts";
import { formatDecimal } from "#src/values/decimal.ts";
import { HELD_CAUSES } from "./held-cause.ts";
import {
  amountCredited,
  amountDue,
  amountPaid,
  appliedMode,
  type Invoice,
  isOverdue,
  paidOn,
  statusOf,
} from "./invoice.ts";
import { onlinePageUrls } from "./links.ts";
import { modeShown, payableThrough } from "./payable.ts";
import { findSendings } from "./schedule-store.ts";
import {
  expectedOn,
  lockedOn,
  nextTryOn,
  recipientsOf,
  type ScheduledSending,
} from "./scheduled-sending.ts";
import { computeTotals } from "./totals.ts";

const mode = z.enum(["test", "live"]).nullable();

const ScheduledAnswer = z.object({
  /** What a sending by hand names as `insteadOf`. */
  id: z.string(),
  on: field.day(),
  /** To whom it goes as things stand. */
  to: z.array(z.string()),
  /** Nobody typed a recipient: it goes to the address that the customer has on that day. */
  usesCustomerAddress: z.boolean(),
  subject: z.string().nullable(),
  message: z.string().nullable(),
  attachPdf: z.boolean(),
  heldSince: field.instant.nullable(),
  heldReason: z.enum(HELD_CAUSES).nullable(),
  /** The first morning on which nothing known stands in its way; `null` when nobody can tell. */
  expectedOn: field.day().nullable(),
  /** What the books, as they are closed now, will hold it for when it is tried next. */
  warning: z.enum(["payment_link_period_locked", "period_locked"]).nullable(),
});

export const InvoiceAnswer = z
  .object({
    id: z.string(),
    number: z.string().nullable(),
    status: z.enum(["draft", "open", "paid", "void"]),
    customerId: z.string(),
    customerName: z.string(),
    currency: z.string(),
    lines: z.array(
      z.object({
        description: z.string(),
        quantity: z.string(),
        unitPrice: z.string(),
        taxRate: z.string().nullable(),
        amount: field.minorUnits,
      }),
    ),
    taxInclusive: z.boolean(),
    subtotal: field.minorUnits,
    taxes: z.array(z.object({ rate: z.string(), base: field.minorUnits, tax: field.minorUnits })),
    taxTotal: field.minorUnits,
    total: field.minorUnits,
    amountPaid: field.minorUnits,
    amountCredited: field.minorUnits,
    amountDue: field.minorUnits,
    overdue: z.boolean(),
    dueOn: z.string().nullable(),
    issuedOn: z.string().nullable(),
    paidOn: z.string().nullable(),
    sentAt: field.instant.nullable(),
    viewedAt: field.instant.nullable(),
    voidedAt: field.instant.nullable(),
    createdAt: field.instant,
    notes: z.string().nullable(),
    onlinePayment: z.union([z.enum(["default", "none"]), z.array(z.string())]),
    mode,
    scheduledSending: ScheduledAnswer.nullable(),
    viewUrl: z.string(),
    onlineViewEnabled: z.boolean(),
    payable: z.object({
      payable: z.boolean(),
      reason: z.string().optional(),
      connectionIds: z.array(z.string()),
    }),
  })
  .openapi("Invoice");

/** Invoices as the API shows them; one business's, read in one transaction. */
export async function shapeInvoices(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  invoices: readonly Invoice[],
): Promise<z.input<typeof InvoiceAnswer>[]> {
  const customerIds = invoices.map(({ customerId }) => customerId);
  const ids = invoices.map(({ id }) => id);
  const around = {
    business: await getBusiness(tx, businessId),
    connections: await getConnections(tx, businessId),
    customers: await getCustomers(tx, businessId, customerIds),
    pages: await onlinePageUrls(runtime, tx, businessId, invoices),
    sendings: new Map((await findSendings(tx, businessId, ids)).map((one) => [one.invoiceId, one])),
    now: runtime.now(),
  };
  return invoices.map((invoice) => shapeInvoice(around, invoice));
}

/** What invoices are shown by: read once for all of them. */
interface Around {
  readonly business: Business;
  readonly connections: readonly Connection[];
  readonly customers: ReadonlyMap<string, Customer>;
  readonly pages: ReadonlyMap<string, string>;
  readonly sendings: ReadonlyMap<string, ScheduledSending>;
  readonly now: Instant;
}

function shapeInvoice(
  { business, connections, customers, pages, sendings, now }: Around,
  invoice: Invoice,
): z.input<typeof InvoiceAnswer> {
  const customer = must(customers.get(invoice.customerId), "an invoice has a customer");
  const payable = payableThrough(connections, business, customer, invoice);
  const sending = sendings.get(invoice.id);
  const status = statusOf(invoice);
  const answer =
    status === "draft" && payable.payable
      ? { payable: false as const, reason: "draft" as const }
      : payable;
  const { taxes } = computeTotals(invoice.lines, invoice.currency, invoice.isTaxInclusive);
  return {
    id: invoice.id,
    number: invoice.number,
    status,
    customerId: invoice.customerId,
    customerName: invoice.buyer?.name ?? customer.name,
    currency: invoice.currency,
    lines: invoice.lines.map((line) => ({
      description: line.description,
      quantity: formatDecimal(line.quantity),
      unitPrice: formatDecimal(line.unitPrice),
      taxRate: line.taxRate && formatDecimal(line.taxRate),
      amount: Number(line.amount.amountMinor),
    })),
    taxInclusive: invoice.isTaxInclusive,
    subtotal: Number(invoice.subtotal.amountMinor),
    taxes: taxes.map(({ rate, base, tax }) => ({
      rate: formatDecimal(rate),
      base: Number(base.amountMinor),
      tax: Number(tax.amountMinor),
    })),
    taxTotal: Number(invoice.taxTotal.amountMinor),
    total: Number(invoice.total.amountMinor),
    amountPaid: Number(amountPaid(invoice).amountMinor),
    amountCredited: Number(amountCredited(invoice).amountMinor),
    amountDue: Number(amountDue(invoice).amountMinor),
    overdue: isOverdue(invoice, todayOf(business, now)),
    dueOn: invoice.dueOn,
    issuedOn: invoice.issuedOn,
    paidOn: paidOn(invoice, business.timezone),
    sentAt: invoice.sentAt?.toISOString() ?? null,
    viewedAt: invoice.viewedAt?.toISOString() ?? null,
    voidedAt: invoice.voidedAt?.toISOString() ?? null,
    createdAt: invoice.createdAt.toISOString(),
    notes: invoice.notes,
    onlinePayment:
      typeof invoice.onlinePayment === "string"
        ? invoice.onlinePayment
        : [...invoice.onlinePayment],
    mode: appliedMode(invoice) ?? modeShown(payable),
    scheduledSending: sending
      ? shapeSending(sending, { business, customer, invoice, payable, now })
      : null,
    viewUrl: must(pages.get(invoice.id), "every invoice has a page"),
    onlineViewEnabled: invoice.isOnlineViewEnabled,
    payable: answer.payable
      ? { payable: true, connectionIds: answer.connections.map(({ id }) => id) }
      : { payable: false, reason: answer.reason, connectionIds: [] },
  };
}

function shapeSending(
  sending: ScheduledSending,
  facts: Parameters<typeof expectedOn>[1],
): z.input<typeof ScheduledAnswer> {
  const { on, subject, message, attachPdf, held } = sending;
  const { business, customer, invoice, payable } = facts;
  return {
    id: sending.id,
    on,
    usesCustomerAddress: sending.to === null,
    to: [...recipientsOf(sending, customer)],
    subject,
    message,
    attachPdf,
    heldSince: held?.since.toISOString() ?? null,
    heldReason: held?.reason ?? null,
    expectedOn: expectedOn(sending, facts),
    warning: lockedOn(business, invoice, payable, nextTryOn(sending)),
  };
}
