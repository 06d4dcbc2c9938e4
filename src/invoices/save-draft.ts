import type { Insertable } from "kysely";
import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { type OnlinePayment, requireOwnConnections } from "#src/businesses/online-payment.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { currency, type Currency } from "#src/values/currency.ts";
import { addDays } from "#src/values/day.ts";
import { decimal } from "#src/values/decimal.ts";
import { LARGEST_AMOUNT } from "#src/values/money.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { InvoiceLinesRow } from "#src/platform/tables.ts";
import { endSchedule } from "./end-schedule.ts";
import { getInvoice, lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { forgetPageToken, makePageToken } from "./links.ts";
import { deleteInvoice, insertInvoice, replaceLines, updateInvoice } from "./store.ts";
import { computeTotals } from "./totals.ts";

/** A draft as people write it; decimals are text, days are days of the business's zone. */
export interface DraftFields {
  readonly customerId: string;
  readonly currency: string;
  /** `null`: no due day; absent: in two weeks. */
  readonly dueOn?: string | null | undefined;
  readonly lines: readonly DraftLine[];
  readonly taxInclusive?: boolean | undefined;
  readonly notes?: string | null | undefined;
  readonly onlinePayment?: OnlinePayment | undefined;
}

export interface DraftLine {
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly taxRate?: string | null | undefined;
}

export const DEFAULT_DUE_DAYS = 14;

/** Makes a draft. Refuses with 400 at the path of what is not this business's or too large. */
export async function createDraft(
  runtime: Runtime,
  actor: Actor,
  fields: DraftFields,
): Promise<Invoice> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    const id = runtime.newId("inv");
    const { row, lines } = await draftRows(runtime, tx, business, id, fields);
    const { sealed } = await makePageToken(runtime, tx, businessId, "online_page", id);
    await insertInvoice(
      tx,
      {
        ...row,
        business_id: businessId,
        id,
        online_token_sealed: sealed,
        online_view_enabled: business.isOnlineViewDefault,
        created_at: runtime.now(),
      },
      lines,
    );
    const invoice = await getInvoice(tx, businessId, id);
    await addHistory(runtime, tx, invoice, "created", {}, actor.name);
    await recordAudit(runtime, tx, actor, "invoice.created", { type: "invoice", id });
    return invoice;
  });
}

/**
 * Rewrites a draft with all its lines. What was planned for one customer is never sent to another: with
 * the customer the plan ends. Refuses with `invoice_not_draft`.
 */
export async function rewriteDraft(
  runtime: Runtime,
  actor: Actor,
  id: string,
  change: (draft: Invoice) => DraftFields,
): Promise<Invoice> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const invoice = requireDraft(await lockInvoice(tx, businessId, id));
    const business = await getBusiness(tx, businessId);
    const { row, lines } = await draftRows(runtime, tx, business, id, change(invoice));
    await replaceLines(tx, businessId, id, lines);
    await updateInvoice(tx, businessId, id, row);
    if (row.customer_id !== invoice.customerId) {
      await endSchedule(runtime, tx, invoice, "customer_changed", actor.name);
    }
    return getInvoice(tx, businessId, id);
  });
}

/** Refuses with `invoice_not_draft`: what is final is voided, never deleted. */
export async function deleteDraft(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await transact(runtime.db, actor.businessId, async (tx) => {
    requireDraft(await lockInvoice(tx, actor.businessId, id));
    await deleteInvoice(tx, actor.businessId, id);
    await forgetPageToken(tx, actor.businessId, id);
    await recordAudit(runtime, tx, actor, "invoice.deleted", { type: "invoice", id });
  });
}

function requireDraft(invoice: Invoice): Invoice {
  if (statusOf(invoice) === "draft") return invoice;
  throw new Refusal(
    "invoice_not_draft",
    "This invoice is final. Void it, or duplicate it to write a new one.",
  );
}

async function draftRows(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  id: string,
  fields: DraftFields,
) {
  await requireCustomer(tx, business.id, fields.customerId);
  await requireOwnConnections(tx, business.id, fields.onlinePayment, "onlinePayment");
  const code = currency(fields.currency);
  const totals = draftTotals(fields, code);
  const defaultDue = addDays(todayOf(business, runtime.now()), DEFAULT_DUE_DAYS);
  const row = {
    customer_id: fields.customerId,
    currency: code,
    due_on: fields.dueOn === undefined ? defaultDue : fields.dueOn,
    is_tax_inclusive: fields.taxInclusive ?? false,
    notes: fields.notes || null,
    online_payment: JSON.stringify(fields.onlinePayment ?? "default"),
    subtotal_minor: totals.subtotal.amountMinor,
    tax_minor: totals.taxTotal.amountMinor,
    total_minor: totals.total.amountMinor,
  };
  const lines = fields.lines.map((line, position): Insertable<InvoiceLinesRow> => ({
    business_id: business.id,
    invoice_id: id,
    position,
    description: line.description,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    tax_rate: line.taxRate ?? null,
    amount_minor: totals.lineAmounts[position]?.amountMinor ?? 0n,
  }));
  return { row, lines };
}

async function requireCustomer(tx: BusinessTx, businessId: string, id: string): Promise<void> {
  try {
    await getCustomer(tx, businessId, id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuseField("customerId", "is not a customer of this business");
  }
}

/** Totals of a draft; refuses with 400 what no amount can hold, or what is below zero. */
export function draftTotals(fields: DraftFields, code: Currency) {
  const priced = fields.lines.map((line) => ({
    quantity: decimal(line.quantity),
    unitPrice: decimal(line.unitPrice),
    taxRate: line.taxRate === null || line.taxRate === undefined ? null : decimal(line.taxRate),
  }));
  const totals = computeTotals(priced, code, fields.taxInclusive ?? false);
  const largest = totals.lineAmounts.findIndex(
    ({ amountMinor }) => magnitude(amountMinor) > LARGEST_AMOUNT,
  );
  if (largest >= 0)
    throw refuseField(`lines.${largest}`, "comes to more than 9007199254740991 minor units");
  const { subtotal, taxes, taxTotal, total } = totals;
  const sums = [subtotal, taxTotal, total, ...taxes.flatMap(({ base, tax }) => [base, tax])];
  if (sums.some(({ amountMinor }) => magnitude(amountMinor) > LARGEST_AMOUNT)) {
    throw refuseField("lines", "come to more than 9007199254740991 minor units");
  }
  if (totals.total.amountMinor < 0n) throw refuseField("lines", "come to less than zero");
  return totals;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
