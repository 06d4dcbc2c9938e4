import { systemActor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { HeldCause } from "./held-cause.ts";
import { addHistory } from "./history.ts";
import type { Invoice } from "./invoice.ts";
import { tellAboutHolding } from "./letters/tell-about-holding.ts";
import { updateSending } from "./schedule-store.ts";
import type { ScheduledSending } from "./scheduled-sending.ts";

/**
 * Nothing is sent, and it is tried again each morning. What keeps it back is told once. The invoice is
 * locked.
 */
export async function holdSending(
  runtime: Runtime,
  tx: BusinessTx,
  { invoice, business, sending }: HeldBack,
  reason: HeldCause,
): Promise<void> {
  const since = sending.held?.since ?? runtime.now();
  const triedOn = todayOf(business, runtime.now());
  const isHeld = { held_since: since, held_reason: reason, tried_on: triedOn };
  await updateSending(tx, sending, { ...isHeld, failing_since: null });
  if (sending.held?.reason === reason) return;
  const details = { on: sending.on, reason, plannedBy: sending.plannedBy };
  await addHistory(runtime, tx, invoice, "sending_held", details);
  const target = { type: "invoice", id: invoice.id };
  const actor = systemActor(business.id);
  await recordAudit(runtime, tx, actor, "invoice.sending_held", target, details);
  const held = { ...sending, held: { since, reason, triedOn } };
  await tellAboutHolding(runtime, tx, business, invoice, held);
}

interface HeldBack {
  readonly invoice: Invoice;
  readonly business: Business;
  readonly sending: ScheduledSending;
}
