import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { TrueDispute } from "#src/processors/processor.ts";
import { addMoney } from "#src/values/money.ts";
import { connectionOf } from "./ask-for-session.ts";
import { type Dispute, holdsMoney, isOver } from "./dispute.ts";
import { insertMovement, listDisputes, updateDispute, upsertDispute } from "./dispute-store.ts";
import { lockPayment } from "./get-payment.ts";
import { tellAboutDispute } from "./letters/tell-about-dispute.ts";
import { giveBackToPayment } from "./move-back.ts";
import type { Payment } from "./payment.ts";
import { postPendingDisputes } from "./post-dispute.ts";

/**
 * Writes down what the processor told about the disputes of a payment: status and deadline, every
 * movement of money once, a letter when one opens and when it is decided. The invoice stays as it
 * is, also when a dispute is lost: that is the seller's loss, not a debt of the customer.
 */
export async function recordDisputes(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
  told: readonly TrueDispute[],
): Promise<void> {
  if (told.length === 0) return;
  const business = await getBusiness(tx, payment.businessId);
  for (const one of told) await recordDispute(runtime, tx, business, payment, one);
  const current = await lockPayment(tx, payment.businessId, payment.id);
  await postPendingDisputes(runtime, tx, business, current, todayOf(business, runtime.now()));
}

async function recordDispute(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  told: TrueDispute,
): Promise<void> {
  const known = (await listDisputes(tx, business.id, [payment.id])).find(
    ({ processorDisputeId }) => processorDisputeId === told.processorDisputeId,
  );
  // An answer that was under way for longer than a newer one: what is decided stays decided.
  const isEscalated = known?.status === "warning_closed" && holdsMoney(told);
  if (known && isOver(known) && !isOver(told) && !isEscalated) return;
  const { dispute, formerStatus } = await upsertDispute(tx, {
    business_id: business.id,
    id: runtime.newId("dsp"),
    payment_id: payment.id,
    connection_id: connectionOf(payment),
    processor_dispute_id: told.processorDisputeId,
    status: told.status,
    amount_minor: told.amount.amountMinor,
    currency: told.amount.currency,
    reason: told.reason,
    evidence_due_by: told.evidenceDueBy,
    opened_at: told.openedAt,
  });
  for (const { transactionId, amount, fee } of told.movements) {
    await insertMovement(tx, {
      business_id: business.id,
      dispute_id: dispute.id,
      transaction_id: transactionId,
      amount_minor: amount.amountMinor,
      fee_minor: fee.amountMinor,
      currency: amount.currency,
    });
  }
  const isRecovered = dispute.status === "won" && dispute.reopenedAt !== null;
  if (isRecovered && dispute.restoredAt === null) await restore(runtime, tx, dispute);
  if (formerStatus !== told.status)
    await tell(runtime, tx, business, payment, dispute, formerStatus);
}

/** What a lost dispute had taken from its payment comes back with the money. */
async function restore(runtime: Runtime, tx: BusinessTx, dispute: Dispute): Promise<void> {
  const { businessId, paymentId, id, fromApplied, fromUnapplied } = dispute;
  await updateDispute(tx, dispute, { restored_at: runtime.now() });
  const amount = addMoney(fromApplied, fromUnapplied);
  await giveBackToPayment(runtime, tx, businessId, { paymentId, causeId: id, amount });
}

/** Opened and decided are worth a line and a letter; steps in between only change what is shown. */
async function tell(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  dispute: Dispute,
  formerStatus: string | null,
): Promise<void> {
  const invoice = await getInvoice(tx, business.id, payment.invoiceId);
  const details = {
    disputeId: dispute.id,
    amount: Number(dispute.amount.amountMinor),
    currency: dispute.amount.currency,
    reason: dispute.reason,
  };
  if (formerStatus === null) {
    await addHistory(runtime, tx, invoice, "dispute_opened", details);
    await tellAboutDispute(runtime, tx, business, invoice, payment, dispute, "opened");
  }
  if (!isOver(dispute)) return;
  const kind = dispute.status === "lost" ? "dispute_lost" : "dispute_won";
  await addHistory(runtime, tx, invoice, kind, details);
  await tellAboutDispute(runtime, tx, business, invoice, payment, dispute, "decided");
}
