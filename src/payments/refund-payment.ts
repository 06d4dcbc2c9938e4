import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getConnection, requireConnected } from "#src/connections/get-connection.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { addJob } from "#src/platform/jobs.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import {
  AnswerOutstanding,
  KeyRejected,
  ProcessorAway,
  type RefundOutcome,
} from "#src/processors/processor.ts";
import { must } from "#src/values/assert.ts";
import { money } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { holdsMoney } from "./dispute.ts";
import { listDisputes } from "./dispute-store.ts";
import { getPayment, lockPayment } from "./get-payment.ts";
import type { Payment } from "./payment.ts";
import { isUnanswered, refundable, type Refund } from "./refund.ts";
import { insertRefund, listRefunds, updateRefund } from "./refund-store.ts";
import { settlePayment } from "./settle-payment.ts";

export interface RefundInput {
  /** `null`: everything that is left. */
  readonly amountMinor: bigint | null;
  readonly reason: string | null;
  readonly isReopening: boolean;
  /** The run of the request that asks, when it came with a key of its own. */
  readonly attempt: Attempt | null;
}

/**
 * Gives money back: reserved under the payment's lock before the processor is asked, so that two at
 * once never exceed what was collected. Refuses with `payment_not_refundable`,
 * `amount_exceeds_refundable`, `connection_disconnected`, `refund_refused`; an answer that was lost is asked for again by the
 * sweep with the same key.
 */
export async function refundPayment(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  input: RefundInput,
): Promise<Payment> {
  const refund = await reserve(runtime, actor, paymentId, input);
  const outcome = await outcomeOf(runtime, refund);
  if (outcome.kind === "refused") {
    throw new Refusal(
      "refund_refused",
      `Stripe did not take the refund: ${outcome.message} Nothing was changed.`,
    );
  }
  if (outcome.kind === "unknown") {
    throw new AnswerOutstanding(
      "Stripe did not answer. The refund is kept and asked for again by itself; it is never made twice.",
    );
  }
  return settleOrLater(runtime, { businessId: actor.businessId, id: paymentId });
}

/** What came of a refund: asked for now, unless an earlier run of the request heard the answer. */
async function outcomeOf(runtime: Runtime, refund: Refund): Promise<RefundOutcome> {
  const { processorRefundId, failureMessage } = refund;
  if (isUnanswered(refund)) return askForRefund(runtime, refund);
  return processorRefundId === null
    ? { kind: "refused", fault: "request_refused", message: failureMessage ?? "" }
    : { kind: "accepted", processorRefundId };
}

/** The refund is made: a look that fails now is made up for later, and is no failure of the refund. */
async function settleOrLater(
  runtime: Runtime,
  payment: { businessId: string; id: string },
): Promise<Payment> {
  const { businessId, id } = payment;
  try {
    return await settlePayment(runtime, payment, { hasNews: true });
  } catch (error) {
    if (!(error instanceof ProcessorAway || error instanceof KeyRejected)) throw error;
    return transact(runtime.db, businessId, async (tx) => {
      const where = { sessionId: null, processorPaymentId: null, hasNews: true };
      const key = `settle_payment:${id}:money_back`;
      await addJob(tx, "settle_payment", { businessId, paymentId: id, ...where }, { key });
      return getPayment(tx, businessId, id);
    });
  }
}

async function reserve(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  input: RefundInput,
): Promise<Refund> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const { invoiceId } = await getPayment(tx, businessId, paymentId);
    await lockInvoice(tx, businessId, invoiceId);
    const payment = await lockPayment(tx, businessId, paymentId);
    const made = await madeBefore(tx, payment, input);
    if (made) return made;
    if (payment.processor === "manual" || payment.status !== "succeeded") {
      throw new Refusal(
        "payment_not_refundable",
        payment.processor === "manual"
          ? "Money that came by hand is given back by hand; reverse the payment instead."
          : "Nothing was collected with this payment yet.",
      );
    }
    requireConnected(await getConnection(tx, businessId, connectionOf(payment)));
    const disputes = await listDisputes(tx, businessId, [paymentId]);
    if (disputes.some(holdsMoney)) {
      throw new Refusal(
        "payment_disputed",
        "The payer's bank has disputed this payment. What it holds cannot be refunded as well.",
      );
    }
    const left = refundable(payment, await listRefunds(tx, businessId, [paymentId]));
    const amountMinor = input.amountMinor ?? left.amountMinor;
    if (amountMinor > left.amountMinor || amountMinor === 0n) {
      throw new Refusal("amount_exceeds_refundable", "That is more than is left of this payment.", {
        refundable: Number(left.amountMinor),
      });
    }
    const refund = await insertRefund(tx, {
      business_id: businessId,
      id: runtime.newId("ref"),
      payment_id: paymentId,
      connection_id: connectionOf(payment),
      status: "started",
      amount_minor: amountMinor,
      currency: payment.amount.currency,
      reason: input.reason,
      is_reopening: input.isReopening,
      requested_at: runtime.now(),
    });
    await input.attempt?.noteEffect(tx, refund.id);
    const details = {
      paymentId,
      amount: Number(amountMinor),
      currency: payment.amount.currency,
      reopen: input.isReopening,
    };
    await recordAudit(
      runtime,
      tx,
      actor,
      "refund.requested",
      { type: "refund", id: refund.id },
      details,
    );
    return refund;
  });
}

/** The refund that a run of the same request reserved before it died. */
async function madeBefore(
  tx: BusinessTx,
  { businessId, id }: Payment,
  { attempt }: RefundInput,
): Promise<Refund | null> {
  if (!attempt?.effectId) return null;
  const refunds = await listRefunds(tx, businessId, [id]);
  return refunds.find((one) => one.id === attempt.effectId) ?? null;
}

/** Asks for a reserved refund and writes down what came of it; the refund's id is the key. */
export async function askForRefund(runtime: Runtime, refund: Refund): Promise<RefundOutcome> {
  const { businessId } = refund;
  const payment = await transact(runtime.db, businessId, (tx) =>
    getPayment(tx, businessId, refund.paymentId),
  );
  const processor = await openProcessor(runtime, businessId, connectionOf(payment));
  const outcome = await processor.refundPayment(
    {
      processorPaymentId: must(payment.processorPaymentId, "collected money has its payment"),
      amount: money(refund.amount.amountMinor, refund.amount.currency),
      reason: refund.reason,
      refundId: refund.id,
      tags: {
        installation: runtime.installationId,
        business: businessId,
        invoice: payment.invoiceId,
        payment: payment.id,
      },
    },
    `refund:${refund.id}`,
  );
  await transact(runtime.db, businessId, async (tx) => {
    await lockInvoice(tx, businessId, payment.invoiceId);
    await lockPayment(tx, businessId, payment.id);
    const current = (await listRefunds(tx, businessId, [payment.id])).find(
      ({ id }) => id === refund.id,
    );
    // Whoever looked at Stripe meanwhile knows more than this answer.
    if (current && isUnanswered(current)) await updateRefund(tx, refund, changesFor(outcome));
  });
  return outcome;
}

function changesFor(outcome: RefundOutcome) {
  switch (outcome.kind) {
    case "accepted":
      return { status: "pending", processor_refund_id: outcome.processorRefundId };
    case "refused":
      return { status: "failed", failure_message: outcome.message.slice(0, 500) };
    case "unknown":
      return { status: "unknown" };
  }
}
