import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type OnlinePayment, requireOwnConnections } from "#src/businesses/online-payment.ts";
import { transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { defined } from "#src/values/defined.ts";
import { formatDecimal } from "#src/values/decimal.ts";
import { getInvoice, lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, statusOf } from "./invoice.ts";
import { createDraft, type DraftFields, rewriteDraft } from "./save-draft.ts";
import { updateInvoice } from "./store.ts";

export interface InvoiceChanges extends Partial<{
  [Key in keyof DraftFields]: DraftFields[Key] | undefined;
}> {
  readonly onlineViewEnabled?: boolean | undefined;
}

/**
 * Changes an invoice. A draft may change in everything; a final one only in whether its online page
 * is on and who takes its payments, else `invoice_not_draft`.
 */
export async function changeInvoice(
  runtime: Runtime,
  actor: Actor,
  id: string,
  changes: InvoiceChanges,
): Promise<Invoice> {
  const { businessId } = actor;
  const { onlineViewEnabled, onlinePayment, ...content } = changes;
  if (Object.keys(content).length > 0) {
    await rewriteDraft(runtime, actor, id, (draft) => merge(draft, changes));
  }
  return transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, id);
    if (statusOf(invoice) === "void") {
      throw new Refusal("invoice_not_open", "This invoice is void and stays as it is.");
    }
    await requireOwnConnections(tx, businessId, onlinePayment, "onlinePayment");
    const row = defined({
      online_view_enabled: onlineViewEnabled,
      online_payment: onlinePayment && JSON.stringify(onlinePayment),
    });
    if (Object.keys(row).length > 0) {
      await updateInvoice(tx, businessId, id, row);
      await noteSwitch(runtime, tx, actor, invoice, onlineViewEnabled);
      await noteConnection(runtime, tx, actor, invoice, onlinePayment);
    }
    return getInvoice(tx, businessId, id);
  });
}

type Tx = Parameters<typeof addHistory>[1];

async function noteSwitch(
  runtime: Runtime,
  tx: Tx,
  actor: Actor,
  invoice: Invoice,
  isOn: boolean | undefined,
): Promise<void> {
  if (isOn === undefined || isOn === invoice.isOnlineViewEnabled) return;
  await addHistory(
    runtime,
    tx,
    invoice,
    isOn ? "online_page_on" : "online_page_off",
    {},
    actor.name,
  );
}

/** A page opened at the former connection is closed; the next one opens where it should. */
async function noteConnection(
  runtime: Runtime,
  tx: Tx,
  actor: Actor,
  invoice: Invoice,
  choice: OnlinePayment | undefined,
): Promise<void> {
  if (choice === undefined || invoice.finalizedAt === null) return;
  await addJob(tx, "close_sessions", { businessId: invoice.businessId, invoiceId: invoice.id });
  await recordAudit(
    runtime,
    tx,
    actor,
    "invoice.online_payment_changed",
    { type: "invoice", id: invoice.id },
    { onlinePayment: choice },
  );
}

function merge(draft: Invoice, changes: InvoiceChanges): DraftFields {
  const current = fieldsOf(draft);
  return {
    customerId: changes.customerId ?? current.customerId,
    currency: changes.currency ?? current.currency,
    lines: changes.lines ?? current.lines,
    dueOn: changes.dueOn === undefined ? current.dueOn : changes.dueOn,
    taxInclusive: changes.taxInclusive ?? current.taxInclusive,
    notes: changes.notes === undefined ? current.notes : changes.notes,
    onlinePayment: changes.onlinePayment ?? current.onlinePayment,
  };
}

function fieldsOf(invoice: Invoice): DraftFields {
  return {
    customerId: invoice.customerId,
    currency: invoice.currency,
    dueOn: invoice.dueOn,
    taxInclusive: invoice.isTaxInclusive,
    notes: invoice.notes,
    onlinePayment: invoice.onlinePayment,
    lines: invoice.lines.map((line) => ({
      description: line.description,
      quantity: formatDecimal(line.quantity),
      unitPrice: formatDecimal(line.unitPrice),
      taxRate: line.taxRate && formatDecimal(line.taxRate),
    })),
  };
}

/** A new draft with the same customer and lines, due as a new one would be. */
export async function duplicateInvoice(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Invoice> {
  const original = await transact(runtime.db, actor.businessId, (tx) =>
    getInvoice(tx, actor.businessId, id),
  );
  return createDraft(runtime, actor, { ...fieldsOf(original), dueOn: undefined });
}
