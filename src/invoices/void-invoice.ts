import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { postTransaction } from "#src/ledger/post-transaction.ts";
import { negate } from "#src/values/money.ts";
import { transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { endSchedule } from "./end-schedule.ts";
import { getInvoice, lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { amountCredited, amountPaid, type Invoice, statusOf } from "./invoice.ts";
import { updateInvoice } from "./store.ts";

/**
 * Cancels a final invoice: its number stays, its booking is reversed today, its payment page is
 * closed, what was planned to be sent later is not sent. Refuses with `invoice_not_open` (drafts, void
 * ones), `invoice_has_payments`, `period_locked`.
 */
export async function voidInvoice(runtime: Runtime, actor: Actor, id: string): Promise<Invoice> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, id);
    const status = statusOf(invoice);
    if (status === "draft" || status === "void") {
      throw new Refusal(
        "invoice_not_open",
        status === "draft" ? "A draft is deleted, not voided." : "This invoice is void already.",
      );
    }
    if (amountPaid(invoice).amountMinor !== 0n || amountCredited(invoice).amountMinor !== 0n) {
      throw new Refusal(
        "invoice_has_payments",
        "Payments count against this invoice. Refund or reverse them first.",
      );
    }
    const business = await getBusiness(tx, businessId);
    await postTransaction(runtime, tx, businessId, {
      on: todayOf(business, runtime.now()),
      mode: "live",
      cause: { type: "invoice_void", id },
      legs: [
        { account: "receivable", amount: negate(invoice.total) },
        { account: "revenue", amount: invoice.subtotal },
        { account: "tax", amount: invoice.taxTotal },
      ],
    });
    await updateInvoice(tx, businessId, id, { voided_at: runtime.now() });
    await addJob(tx, "close_sessions", { businessId, invoiceId: id });
    await endSchedule(runtime, tx, invoice, "voided", actor.name);
    await addHistory(runtime, tx, invoice, "voided", {}, actor.name);
    await recordAudit(runtime, tx, actor, "invoice.voided", { type: "invoice", id });
    return getInvoice(tx, businessId, id);
  });
}
