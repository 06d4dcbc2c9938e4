import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";

/** What the timeline of an invoice can say; details depend on the kind. */
export type HistoryKind =
  | "created"
  | "finalized"
  | "sent"
  | "sending_scheduled"
  | "sending_canceled"
  | "sending_held"
  | "reminded"
  | "delivered"
  | "not_delivered"
  | "viewed"
  | "payment_declined"
  | "payment_processing"
  | "paid"
  | "payment_unapplied"
  | "payment_reversed"
  | "refunded"
  | "refund_failed"
  | "reopened"
  | "test_payment_cleared"
  | "fraud_warning"
  | "dispute_opened"
  | "dispute_won"
  | "dispute_lost"
  | "voided"
  | "link_made"
  | "online_page_on"
  | "online_page_off";

/** Adds a line to the timeline, in the transaction of what happened. */
export async function addHistory(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: { businessId: string; id: string },
  kind: HistoryKind,
  details: Record<string, string | number | boolean | null> = {},
  actorName: string | null = null,
): Promise<void> {
  await tx
    .insertInto("invoice_history")
    .values({
      business_id: invoice.businessId,
      id: runtime.newId("his"),
      invoice_id: invoice.id,
      kind,
      happened_at: runtime.now(),
      actor: actorName,
      details: JSON.stringify(details),
    })
    .execute();
}

/** The timeline, newest first. */
export async function listHistory(tx: BusinessTx, businessId: string, invoiceId: string) {
  return tx
    .selectFrom("invoice_history")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("invoice_id", "=", invoiceId)
    .orderBy("id", "desc")
    .limit(200)
    .execute();
}
