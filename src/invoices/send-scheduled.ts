import { systemActor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addDays, dayIn } from "#src/values/day.ts";
import { addHistory } from "./history.ts";
import type { Invoice } from "./invoice.ts";
import { causeOf, tellAboutHolding } from "./letters/tell-about-holding.ts";
import {
  findInvoiceOfSending,
  findSending,
  listSendingsUntil,
  updateSending,
} from "./schedule-store.ts";
import { isDue, type ScheduledSending } from "./scheduled-sending.ts";
import { sendLocked } from "./send-invoice.ts";
import { findInvoice } from "./store.ts";

/** Queues the sending of each invoice of a business whose planned morning has come. */
export async function queueScheduled(runtime: Runtime, businessId: string): Promise<void> {
  const now = runtime.now();
  // Nowhere on earth is it later than the day after the one in Greenwich.
  const furthest = addDays(dayIn("UTC", now), 1);
  await transact(runtime.db, businessId, async (tx) => {
    for (const sending of await listSendingsUntil(tx, businessId, furthest)) {
      const { id, timezone } = sending;
      if (!isDue(sending, timezone, now)) continue;
      await addJob(
        tx,
        "send_scheduled",
        { businessId, sendingId: id },
        { key: `send_scheduled:${id}` },
      );
    }
  });
}

interface Job {
  readonly businessId: string;
  readonly sendingId: string;
}

/**
 * Sends an invoice whose planned morning has come, exactly as a person would, or holds it where a person
 * would be refused [R42]. That it was sent is written in the transaction that sends, under the invoice's
 * lock: however many processes run this, and wherever one of them dies, it goes out once.
 */
export async function sendScheduled(runtime: Runtime, job: Job): Promise<void> {
  const reason = await trySending(runtime, job);
  // Died here, it is still due, and the next one tries and is refused in the same way.
  if (reason !== null) await hold(runtime, job, reason);
}

/** Answers what it was refused with, which leaves nothing behind; `null` when nothing is left to do. */
async function trySending(runtime: Runtime, job: Job): Promise<string | null> {
  const { businessId } = job;
  try {
    return await transact(runtime.db, businessId, async (tx) => {
      const due = await lockDue(runtime, tx, job);
      if (due === null) return null;
      const { invoice, business, sending } = due;
      const reason = hindrance(runtime, business, sending);
      if (reason !== null) return reason;
      const { on, to, subject, message, attachPdf } = sending;
      const input = { to, subject, message, attachPdf, attempt: null };
      const actor = systemActor(businessId);
      await sendLocked(runtime, tx, actor, invoice, input, { plannedOn: on });
      await updateSending(tx, sending, { ended_at: runtime.now(), ended_as: "sent" });
      return null;
    });
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

interface Due {
  readonly invoice: Invoice;
  readonly business: Business;
  readonly sending: ScheduledSending;
}

/**
 * What is to be sent now, its invoice locked; `null` when it is not due any more: another process has sent
 * or held it, or a person changed it, just before.
 */
async function lockDue(
  runtime: Runtime,
  tx: BusinessTx,
  { businessId, sendingId }: Job,
): Promise<Due | null> {
  const invoiceId = await findInvoiceOfSending(tx, businessId, sendingId);
  if (invoiceId === null) return null;
  const invoice = await findInvoice(tx, businessId, invoiceId, "lock");
  const sending = await findSending(tx, businessId, invoiceId);
  if (invoice === null || sending?.id !== sendingId) return null;
  const business = await getBusiness(tx, businessId);
  return isDue(sending, business.timezone, runtime.now()) ? { invoice, business, sending } : null;
}

/** What keeps it back although a person could send it. */
function hindrance(
  { restoredAt }: Runtime,
  { suspendedAt, timezone }: Business,
  { on }: ScheduledSending,
): string | null {
  if (suspendedAt !== null) return "business_suspended";
  // Due before a backup was restored, it was probably sent then, by what is forgotten now.
  const wasDue = restoredAt !== null && isDue({ on, held: null }, timezone, restoredAt);
  return wasDue ? "backup_restored" : null;
}

/** Nothing is sent, and it is tried again each morning. What keeps it back is told once. */
async function hold(runtime: Runtime, job: Job, reason: string): Promise<void> {
  await transact(runtime.db, job.businessId, async (tx) => {
    const due = await lockDue(runtime, tx, job);
    if (due === null) return;
    const { invoice, business, sending } = due;
    const since = sending.held?.since ?? runtime.now();
    const triedOn = todayOf(business, runtime.now());
    await updateSending(tx, sending, { held_since: since, held_reason: reason, tried_on: triedOn });
    if (sending.held !== null && causeOf(sending.held.reason) === causeOf(reason)) return;
    const details = { on: sending.on, reason };
    await addHistory(runtime, tx, invoice, "sending_held", details);
    const target = { type: "invoice", id: invoice.id };
    const actor = systemActor(business.id);
    await recordAudit(runtime, tx, actor, "invoice.sending_held", target, details);
    const held = { ...sending, held: { since, reason, triedOn } };
    await tellAboutHolding(runtime, tx, business, invoice, held);
  });
}
