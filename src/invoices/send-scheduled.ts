import { systemActor } from "#src/access/actor.ts";
import type { Business } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { addDays, dayIn } from "#src/values/day.ts";
import { endSchedule, type ScheduleEnd } from "./end-schedule.ts";
import { causeOf, type HeldCause } from "./held-cause.ts";
import { holdSending } from "./hold-sending.ts";
import { type Invoice, isPaidInTest, isPaidLive } from "./invoice.ts";
import {
  findInvoiceOfSending,
  findSending,
  listSendingsUntil,
  updateSending,
} from "./schedule-store.ts";
import { isDue, isRevived, type ScheduledSending } from "./scheduled-sending.ts";
import { sendLocked } from "./send-invoice.ts";
import { findInvoice } from "./store.ts";

/** Queues the sending of each invoice of a business whose planned morning has come. */
export async function queueScheduled(runtime: Runtime, businessId: string): Promise<void> {
  const now = runtime.now();
  // Nowhere on earth is it later than the day after the one in Greenwich.
  const furthest = addDays(dayIn("UTC", now), 1);
  const { restoredAt } = runtime;
  await transact(runtime.db, businessId, async (tx) => {
    for (const sending of await listSendingsUntil(tx, businessId, furthest, restoredAt)) {
      const { id, timezone } = sending;
      if (!isToBeTried(runtime, sending, timezone)) continue;
      await addJob(
        tx,
        "send_scheduled",
        { businessId, sendingId: id },
        { key: `send_scheduled:${id}` },
      );
    }
  });
}

/** Its morning has come; or it was brought back by a backup, and is held as soon as that is seen. */
function isToBeTried(runtime: Runtime, sending: ScheduledSending, timezone: string): boolean {
  if (sending.held === null && isRevived(sending, runtime.restoredAt)) return true;
  return isDue(sending, timezone, runtime.now());
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
  const cause = await trySending(runtime, job).catch((error: unknown) =>
    hasFailedLong(runtime, job, error),
  );
  // Died here, it is still due, and the next one tries and is refused in the same way.
  if (cause !== null) await hold(runtime, job, cause);
}

/** Answers what keeps it back, which leaves nothing behind; `null` when nothing is left to do. */
async function trySending(runtime: Runtime, job: Job): Promise<HeldCause | null> {
  const { businessId } = job;
  try {
    return await transact(runtime.db, businessId, async (tx) => {
      const due = await lockDue(runtime, tx, job);
      if (due === null) return null;
      const { invoice, business, sending } = due;
      const over = whatEndedIt(invoice, sending);
      if (over !== null) {
        await endSchedule(runtime, tx, invoice, over, null);
        return null;
      }
      const cause = hindrance(runtime, due);
      if (cause !== null) return cause;
      const { on, plannedBy, to, subject, message, attachPdf } = sending;
      const input = { to, subject, message, attachPdf, attempt: null, insteadOf: null };
      const actor = systemActor(business.id);
      await sendLocked(runtime, tx, actor, invoice, input, { plannedOn: on, plannedBy });
      await updateSending(tx, sending, { ended_at: runtime.now(), ended_as: "sent" });
      return null;
    });
  } catch (error) {
    if (error instanceof Refusal) return causeOf(error.code);
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
  const isNow = isToBeTried(runtime, sending, business.timezone);
  return isNow ? { invoice, business, sending } : null;
}

/**
 * What would have ended the plan, had it been seen: a process of a former version knows of no plans, and
 * may serve for a moment beside this one while the server is upgraded.
 */
function whatEndedIt(invoice: Invoice, { plannedAt }: ScheduledSending): ScheduleEnd | null {
  if (invoice.voidedAt !== null) return "voided";
  if (isPaidLive(invoice)) return "paid";
  return invoice.sentAt !== null && invoice.sentAt > plannedAt ? "sent_by_hand" : null;
}

/** What keeps it back although a person could send it. */
function hindrance({ restoredAt }: Runtime, { invoice, business, sending }: Due): HeldCause | null {
  if (isRevived(sending, restoredAt)) return "backup_restored";
  if (business.suspendedAt !== null) return "business_suspended";
  // The customer would be told that nothing is due, until the test money is cleared.
  return isPaidInTest(invoice) ? "paid_in_test" : null;
}

/**
 * What is no refusal is nobody's choice and may be gone in a minute, so the queue tries again. After an
 * hour of it a person is told, and it is tried again each morning.
 */
async function hasFailedLong(runtime: Runtime, job: Job, error: unknown): Promise<"failed"> {
  const now = runtime.now();
  const since = await transact(runtime.db, job.businessId, async (tx) => {
    const due = await lockDue(runtime, tx, job);
    if (due === null) return now;
    const failingSince = due.sending.failingSince ?? now;
    await updateSending(tx, due.sending, { failing_since: failingSince });
    return failingSince;
  });
  if (now.getTime() - since.getTime() < PATIENCE_MS) throw error;
  runtime.log.error({ ...job, err: error }, "sending what was planned failed for an hour");
  return "failed";
}

const PATIENCE_MS = 3_600_000;

async function hold(runtime: Runtime, job: Job, cause: HeldCause): Promise<void> {
  await transact(runtime.db, job.businessId, async (tx) => {
    const due = await lockDue(runtime, tx, job);
    if (due !== null) await holdSending(runtime, tx, due, cause);
  });
}
