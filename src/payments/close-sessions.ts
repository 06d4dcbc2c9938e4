import { stateOf } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { KeyRejected, type Processor, ProcessorAway } from "#src/processors/processor.ts";
import { askForSession, connectionOf } from "./ask-for-session.ts";
import { lockPayment } from "./get-payment.ts";
import { canBecome, isLive, type Payment } from "./payment.ts";
import { rejectedKey, settlePayment } from "./settle-payment.ts";
import { findLastSessionId, listLetGo, listOpenSessions } from "./session-store.ts";
import { listInvoicePayments, listUnderWay, updatePayment } from "./store.ts";

/**
 * Closes the payment page of an attempt, so that nobody can pay there any more, and settles what it
 * came to: expired, or paid in between. `unknown` when the processor does not answer: then the page
 * may still be open. Where the connection is gone or its key turned down, nobody can close the page
 * ever: it is let go, so that the invoice can be paid in another way, and money that still arrives
 * there is recorded once a key sees it.
 */
export async function closeSession(
  runtime: Runtime,
  payment: Payment,
): Promise<"closed" | "unknown"> {
  try {
    return await closeAtProcessor(runtime, payment);
  } catch (error) {
    const isGone = error instanceof Refusal && error.code === "connection_disconnected";
    if (!isGone && !(error instanceof KeyRejected)) throw error;
    await letGo(runtime, payment);
    return "closed";
  }
}

async function closeAtProcessor(runtime: Runtime, payment: Payment): Promise<"closed" | "unknown"> {
  let sessionId = payment.session.id;
  if (sessionId === null) {
    // The answer to opening it was lost: only asking again tells which page to close.
    const outcome = await askForSession(runtime, payment);
    if (outcome.kind === "unknown") return "unknown";
    if (outcome.kind === "refused") return "closed";
    sessionId = outcome.sessionId;
  }
  const processor = await openProcessor(runtime, payment.businessId, connectionOf(payment));
  const outcome = await processor.expireSession(sessionId);
  if (outcome.kind === "unknown") return "unknown";
  if (outcome.kind === "key_rejected") throw await rejectedKey(runtime, payment);
  const settled = await settlePayment(runtime, payment, { sessionId, processorPaymentId: null });
  if (isLive(settled)) await letGo(runtime, settled);
  return "closed";
}

/** The processor knows no such page under the key of today: nobody is sent there any more. */
async function letGo(runtime: Runtime, { businessId, invoiceId, id }: Payment): Promise<void> {
  await transact(runtime.db, businessId, async (tx) => {
    await lockInvoice(tx, businessId, invoiceId);
    const payment = await lockPayment(tx, businessId, id);
    if (!isLive(payment)) return;
    await updatePayment(tx, businessId, id, {
      session_state: "expired",
      let_go_at: runtime.now(),
      ...(canBecome(payment.status, "canceled") ? { status: "canceled" } : {}),
    });
  });
}

/** Closes every page that is open at a connection. Throws while the processor is away. */
export async function closeConnectionSessions(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
): Promise<void> {
  const payments = await transact(runtime.db, businessId, (tx) =>
    listOpenSessions(tx, businessId, connectionId),
  );
  for (const payment of payments) await closeOrThrow(runtime, payment);
}

/**
 * Closes the open pages of a connection that its next key, being of another mode or account, could
 * not look up: money paid there would never be seen. A page that a key turned down cannot close is
 * let go. Throws while the processor is away; refuses with `payment_under_way` while a bank that the
 * next key would not hear has yet to answer.
 */
export async function closeUnseenSessions(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  replacement: Processor,
  mode: Mode,
): Promise<void> {
  const { isBroken, open, underWay } = await transact(runtime.db, businessId, async (tx) => ({
    isBroken: stateOf(await getConnection(tx, businessId, connectionId)) === "broken",
    open: await listOpenSessions(tx, businessId, connectionId),
    underWay: await listUnderWay(tx, businessId, connectionId),
  }));
  const isSeen = async ({ session: { id: sessionId } }: Payment): Promise<boolean> =>
    sessionId !== null &&
    (await replacement.lookUpPayment({ sessionId, processorPaymentId: null })) !== null;
  for (const payment of underWay) {
    // Test money counts no more once the connection is live.
    if (!isBroken && payment.mode === mode && !(await isSeen(payment)))
      throw stillUnderWay(payment);
  }
  for (const payment of open) {
    // Whether a page was opened at all, only the next key can tell when this one is turned down.
    if (isBroken && payment.session.id === null) continue;
    if (!(await isSeen(payment))) await closeOrThrow(runtime, payment);
  }
}

/**
 * Looks at pages that were let go, now that the connection has another key: what was paid on those it
 * sees is recorded. What the processor does not answer now is found by the daily comparison.
 */
export async function settleLetGo(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
): Promise<void> {
  const payments = await transact(runtime.db, businessId, (tx) =>
    listLetGo(tx, businessId, connectionId),
  );
  if (payments.length === 0) return;
  const processor = await openProcessor(runtime, businessId, connectionId);
  try {
    for (const payment of payments) {
      const { id: sessionId } = payment.session;
      const where = { sessionId, processorPaymentId: null };
      if (sessionId === null || (await processor.lookUpPayment(where)) === null) continue;
      // one that is open still can be closed by this key: nobody is to pay there beside a newer page
      if ((await processor.expireSession(sessionId)).kind === "unknown") continue;
      await settlePayment(runtime, payment);
      await transact(runtime.db, businessId, (tx) =>
        updatePayment(tx, businessId, payment.id, { let_go_at: null }),
      );
    }
  } catch (error) {
    if (!(error instanceof ProcessorAway || error instanceof KeyRejected)) throw error;
    runtime.log.warn({ connection: connectionId, err: error }, "pages let go were not looked at");
  }
}

function stillUnderWay({ id }: Payment): Refusal {
  return new Refusal(
    "payment_under_way",
    "A payment through this connection is still waiting for the payer's bank, and this key is of another Stripe account. Replace the key when the result is there, so that no money is lost sight of.",
    { payments: [id] },
  );
}

/** Whether another key sees the connection's newest payment page, which one of its account does. */
export async function seesLastSession(
  runtime: Runtime,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  replacement: Processor,
): Promise<boolean> {
  const sessionId = await transact(runtime.db, businessId, (tx) =>
    findLastSessionId(tx, businessId, connectionId),
  );
  if (sessionId === null) return false;
  return (await replacement.lookUpPayment({ sessionId, processorPaymentId: null })) !== null;
}

/** Closes whatever page is open for an invoice. Throws while the processor is away, to be retried. */
export async function closeSessions(
  runtime: Runtime,
  { businessId, invoiceId }: { businessId: string; invoiceId: string },
): Promise<void> {
  const payments = await transact(runtime.db, businessId, (tx) =>
    listInvoicePayments(tx, businessId, invoiceId),
  );
  for (const payment of payments) {
    if (isLive(payment)) await closeOrThrow(runtime, payment);
  }
}

async function closeOrThrow(runtime: Runtime, payment: Payment): Promise<void> {
  if ((await closeSession(runtime, payment)) === "closed") return;
  throw new ProcessorAway(
    "The payment page that is open at Stripe could not be closed, so nothing was changed. Try again in a minute.",
  );
}

/**
 * A page that a payer opened for the old amount while something else was being recorded: closed as
 * soon as that is committed.
 */
export async function closeLatePages(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
): Promise<void> {
  if (!(await listInvoicePayments(tx, businessId, invoiceId)).some(isLive)) return;
  await addJob(tx, "close_sessions", { businessId, invoiceId });
}
