import { z } from "@hono/zod-openapi";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatDecimal } from "#src/values/decimal.ts";
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
import { onlinePageUrl } from "./links.ts";
import { findPayable, modeShown } from "./payable.ts";
import { computeTotals } from "./totals.ts";

const mode = z.enum(["test", "live"]).nullable();

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
  const business = await getBusiness(tx, businessId);
  const customers = new Map<string, Customer>();
  const shaped = [];
  for (const invoice of invoices) {
    const { customerId } = invoice;
    const customer = customers.get(customerId) ?? (await getCustomer(tx, businessId, customerId));
    customers.set(customerId, customer);
    shaped.push(await shapeInvoice(runtime, tx, business, customer, invoice));
  }
  return shaped;
}

async function shapeInvoice(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  customer: Customer,
  invoice: Invoice,
): Promise<z.input<typeof InvoiceAnswer>> {
  const payable = await findPayable(tx, business, customer, invoice);
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
    overdue: isOverdue(invoice, todayOf(business, runtime.now())),
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
    viewUrl: await onlinePageUrl(runtime, tx, invoice),
    onlineViewEnabled: invoice.isOnlineViewEnabled,
    payable: answer.payable
      ? { payable: true, connectionIds: answer.connections.map(({ id }) => id) }
      : { payable: false, reason: answer.reason, connectionIds: [] },
  };
}
