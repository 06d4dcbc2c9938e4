import type { Actor } from "#src/access/actor.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { requireOwnConnections } from "#src/businesses/online-payment.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { InvoiceDocument } from "#src/formats/document.ts";
import { transact } from "#src/platform/database.ts";
import { refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { currency } from "#src/values/currency.ts";
import { addDays, day } from "#src/values/day.ts";
import { decimal } from "#src/values/decimal.ts";
import { describeInvoice } from "./describe-invoice.ts";
import type { Invoice } from "./invoice.ts";
import { DEFAULT_DUE_DAYS, type DraftFields, draftTotals } from "./save-draft.ts";
import type { Totals } from "./totals.ts";

/** What a draft with these fields would come to and look like. Nothing is written. */
export async function previewInvoice(
  runtime: Runtime,
  actor: Actor,
  fields: DraftFields,
): Promise<{ totals: Totals; document: InvoiceDocument }> {
  const { businessId } = actor;
  const { business, customer } = await transact(runtime.db, businessId, async (tx) => {
    await requireOwnConnections(tx, businessId, fields.onlinePayment, "onlinePayment");
    return {
      business: await getBusiness(tx, businessId),
      customer: await getCustomer(tx, businessId, fields.customerId).catch(() => {
        throw refuseField("customerId", "is not a customer of this business");
      }),
    };
  });
  const totals = draftTotals(fields, currency(fields.currency));
  const invoice = unsaved(runtime, business, customer, fields, totals);
  return {
    totals,
    document: describeInvoice(business, customer, invoice, { payUrl: null, isTest: false }),
  };
}

function unsaved(
  runtime: Runtime,
  business: Business,
  customer: Customer,
  fields: DraftFields,
  totals: Totals,
): Invoice {
  const today = todayOf(business, runtime.now());
  const dueOn =
    fields.dueOn === undefined
      ? addDays(today, DEFAULT_DUE_DAYS)
      : fields.dueOn && day(fields.dueOn);
  return {
    id: "inv_00000000000000000000000000",
    businessId: business.id,
    customerId: customer.id,
    currency: currency(fields.currency),
    number: null,
    dueOn: dueOn || null,
    isTaxInclusive: fields.taxInclusive ?? false,
    notes: fields.notes || null,
    onlinePayment: fields.onlinePayment ?? "default",
    lines: fields.lines.map((line, index) => ({
      description: line.description,
      quantity: decimal(line.quantity),
      unitPrice: decimal(line.unitPrice),
      taxRate: line.taxRate ? decimal(line.taxRate) : null,
      amount: totals.lineAmounts[index] ?? totals.total,
    })),
    subtotal: totals.subtotal,
    taxTotal: totals.taxTotal,
    total: totals.total,
    isOnlineViewEnabled: true,
    createdAt: runtime.now(),
    finalizedAt: null,
    issuedOn: null,
    seller: null,
    buyer: null,
    sentAt: null,
    viewedAt: null,
    voidedAt: null,
    applications: [],
  };
}
