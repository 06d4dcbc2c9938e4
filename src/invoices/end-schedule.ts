import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addHistory } from "./history.ts";
import { findSending, updateSending } from "./schedule-store.ts";
import type { ScheduledSending } from "./scheduled-sending.ts";

/** Why it will not be sent as planned any more, besides having been sent. */
export type ScheduleEnd =
  | "canceled"
  | "replaced"
  | "sent_by_hand"
  | "voided"
  | "paid"
  /** The recipients and words were meant for somebody else. */
  | "customer_changed";

/**
 * Ends what is planned for an invoice, in the transaction of what ends it; the invoice is locked. Answers
 * what was planned, or `null` when nothing was.
 */
export async function endSchedule(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: { businessId: string; id: string },
  because: ScheduleEnd,
  actorName: string | null,
): Promise<ScheduledSending | null> {
  const sending = await findSending(tx, invoice.businessId, invoice.id);
  if (sending === null) return null;
  await updateSending(tx, sending, { ended_at: runtime.now(), ended_as: because });
  if (because === "replaced") return sending; // what takes its place is told
  const details = { on: sending.on, because, plannedBy: sending.plannedBy };
  await addHistory(runtime, tx, invoice, "sending_canceled", details, actorName);
  return sending;
}
