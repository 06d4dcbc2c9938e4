import { openProcessor } from "#src/connections/open-processor.ts";
import { markBroken } from "#src/connections/mark-broken.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { KeyRejected, type PaymentTruth } from "#src/processors/processor.ts";
import { must } from "#src/values/assert.ts";
import { askForSession, connectionOf } from "./ask-for-session.ts";
import { isSettled, type Payment } from "./payment.ts";
import { recordTruth } from "./record-truth.ts";
import { listRefunds } from "./refund-store.ts";
import { findPayment } from "./store.ts";

/** Why to look, and where, when our own row does not know yet. */
export interface LookHint {
  readonly sessionId?: string | null;
  readonly processorPaymentId?: string | null;
  /** Something happened to the money: worth a look even when the payment is settled. */
  readonly hasNews?: boolean;
}

/**
 * The one verb that settles. Webhook, return page, sweep and janitor all come here with nothing but
 * "look at this payment": the truth is fetched from the processor and written down, so that any
 * order, number or loss of events ends in the same state, exactly once (R33).
 *
 * @param hint ids that an event named, for a payment whose own answer was lost
 * @throws ProcessorAway when the truth cannot be had now
 */
export async function settlePayment(
  runtime: Runtime,
  { businessId, id }: { businessId: string; id: string },
  hint: LookHint = {},
): Promise<Payment> {
  const { looks } = runtime;
  // The payer comes back while the webhook arrives: what the first look settles needs no second one.
  const before = looks.get(id);
  if (before) await before.catch(() => undefined);
  const look = lookAt(runtime, { businessId, id }, hint);
  looks.set(id, look);
  try {
    return await look;
  } finally {
    if (looks.get(id) === look) looks.delete(id);
  }
}

async function lookAt(
  runtime: Runtime,
  { businessId, id }: { businessId: string; id: string },
  hint: LookHint,
): Promise<Payment> {
  const payment = await read(runtime, businessId, id);
  if (isSettled(payment) && hint.hasNews !== true) return payment;
  const truth = await fetchTruth(runtime, payment, hint).catch(nothingWhenDisconnected);
  if (truth === null) return read(runtime, businessId, id);
  return recordTruth(runtime, payment, truth);
}

/** Nobody can be asked any more: what is known stays. */
function nothingWhenDisconnected(error: unknown): null {
  if (error instanceof Refusal && error.code === "connection_disconnected") return null;
  throw error;
}

async function fetchTruth(
  runtime: Runtime,
  payment: Payment,
  hint: LookHint,
): Promise<PaymentTruth | null> {
  const reference = {
    sessionId: payment.session.id ?? hint.sessionId ?? null,
    processorPaymentId: payment.processorPaymentId ?? hint.processorPaymentId ?? null,
    // One that failed before anybody looked leaves no trace on the charge, only the event about it.
    hasRefunds: hint.hasNews === true || (await hasRefunds(runtime, payment)),
  };
  if (reference.sessionId === null && reference.processorPaymentId === null) {
    // Asking opens a page: only for an attempt whose page is still wanted.
    if (payment.session.state !== "opening") return null;
    const outcome = await askForSession(runtime, payment);
    if (outcome.kind === "refused" || outcome.kind === "unknown") return null;
    reference.sessionId = outcome.sessionId;
  }
  const processor = await openProcessor(runtime, payment.businessId, connectionOf(payment));
  try {
    return await processor.lookUpPayment(reference);
  } catch (error) {
    throw error instanceof KeyRejected ? await rejectedKey(runtime, payment) : error;
  }
}

async function hasRefunds(runtime: Runtime, { businessId, id }: Payment): Promise<boolean> {
  const refunds = await transact(runtime.db, businessId, (tx) => listRefunds(tx, businessId, [id]));
  return refunds.length > 0;
}

/** Notes that the key of a payment's connection is turned down, and answers the error to throw. */
export async function rejectedKey(runtime: Runtime, payment: Payment): Promise<KeyRejected> {
  await transact(runtime.db, payment.businessId, (tx) =>
    markBroken(runtime, tx, payment.businessId, connectionOf(payment), "key_rejected"),
  );
  return new KeyRejected("Stripe no longer accepts the key of this connection.");
}

async function read(runtime: Runtime, businessId: string, id: string): Promise<Payment> {
  const payment = await transact(runtime.db, businessId, (tx) =>
    findPayment(tx, businessId, id, "read"),
  );
  return must(payment, "payments are never deleted");
}
