import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyPayment } from "#src/invoices/apply-payment.ts";
import { getInvoice, lockInvoice, requireFinal } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import { amountDue, type Invoice, statusOf } from "#src/invoices/invoice.ts";
import { postTransaction } from "#src/ledger/post-transaction.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { type Money, money, negate } from "#src/values/money.ts";
import { closeLatePages, closeSessions } from "./close-sessions.ts";
import { getPayment, lockPayment } from "./get-payment.ts";
import { methodWord, type Payment } from "./payment.ts";
import { updatePayment } from "./store.ts";

export interface Allocation {
  readonly invoiceId: string;
  readonly amountMinor: bigint;
  /** The run of the request that allocates, when it came with a key of its own. */
  readonly attempt: Attempt | null;
}

/**
 * Lets unapplied money of a payment count against an open invoice of the same customer and currency.
 * The invoice's payment page is closed first. Refuses with `amount_exceeds_unapplied`,
 * `amount_exceeds_due`, `invoice_not_open`, `invoice_already_paid`, `payment_not_recorded`,
 * `period_locked`, and 400 at `invoiceId` for an invoice that is not this customer's.
 */
export async function allocatePayment(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  input: Allocation,
): Promise<Payment> {
  const { businessId } = actor;
  const { invoiceId } = input;
  if (input.attempt?.effectId) {
    return transact(runtime.db, businessId, (tx) => getPayment(tx, businessId, paymentId));
  }
  await transact(runtime.db, businessId, async (tx) => {
    const payment = await getPayment(tx, businessId, paymentId);
    requireFits(payment, await findTarget(tx, businessId, invoiceId), input.amountMinor);
  });
  await closeSessions(runtime, { businessId, invoiceId });
  return transact(runtime.db, businessId, async (tx) => {
    const { invoiceId: ownId } = await getPayment(tx, businessId, paymentId);
    for (const id of [ownId, invoiceId].toSorted()) await lockInvoice(tx, businessId, id);
    const payment = await lockPayment(tx, businessId, paymentId);
    const invoice = await getInvoice(tx, businessId, invoiceId);
    requireFits(payment, invoice, input.amountMinor);
    await move(runtime, tx, actor, payment, invoice, money(input.amountMinor, invoice.currency));
    await closeLatePages(tx, businessId, invoiceId);
    await input.attempt?.noteEffect(tx, paymentId);
    return getPayment(tx, businessId, paymentId);
  });
}

async function findTarget(tx: BusinessTx, businessId: string, invoiceId: string): Promise<Invoice> {
  try {
    return await getInvoice(tx, businessId, invoiceId);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refuseField("invoiceId", "is not an invoice of this business");
  }
}

function requireFits(payment: Payment, invoice: Invoice, amountMinor: bigint): void {
  if (invoice.customerId !== payment.customerId) {
    throw refuseField("invoiceId", "is not an invoice of the customer who paid");
  }
  if (invoice.currency !== payment.amount.currency) {
    throw refuseField(
      "invoiceId",
      `is in ${invoice.currency}; the money is in ${payment.amount.currency}`,
    );
  }
  requireFinal(invoice);
  const status = statusOf(invoice);
  if (status === "void") throw new Refusal("invoice_not_open", "This invoice is void.");
  if (status === "paid") {
    throw new Refusal("invoice_already_paid", "Nothing is due on this invoice any more.");
  }
  if (payment.status === "succeeded" && payment.recordedOn === null) {
    throw new Refusal("payment_not_recorded", "Record this payment in the books first.");
  }
  if (amountMinor > payment.unapplied.amountMinor) {
    throw new Refusal("amount_exceeds_unapplied", "That is more than this payment has left.");
  }
  if (amountMinor > amountDue(invoice).amountMinor) {
    throw new Refusal("amount_exceeds_due", "That is more than is due on the invoice.");
  }
}

async function move(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  payment: Payment,
  invoice: Invoice,
  amount: Money,
): Promise<void> {
  const { businessId } = payment;
  const id = runtime.newId("app");
  const base = { paymentId: payment.id, mode: payment.mode, at: runtime.now() };
  const method = methodWord(payment.method?.type ?? "other");
  await applyPayment(runtime, tx, invoice, { ...base, id, causeId: id, method, amount });
  await moveCredit(tx, businessId, {
    ...base,
    id: runtime.newId("crd"),
    customerId: payment.customerId,
    amount: negate(amount),
  });
  await updatePayment(tx, businessId, payment.id, {
    applied_minor: payment.applied.amountMinor + amount.amountMinor,
    unapplied_minor: payment.unapplied.amountMinor - amount.amountMinor,
  });
  const business = await getBusiness(tx, businessId);
  await postTransaction(runtime, tx, businessId, {
    on: todayOf(business, runtime.now()),
    mode: payment.mode,
    cause: { type: "allocation", id },
    legs: [
      { account: "customer_credit", amount },
      { account: "receivable", amount: negate(amount) },
    ],
  });
  const details = {
    paymentId: payment.id,
    amount: Number(amount.amountMinor),
    currency: amount.currency,
  };
  await addHistory(runtime, tx, invoice, "paid", details, actor.name);
  const target = { type: "payment", id: payment.id };
  await recordAudit(runtime, tx, actor, "payment.allocated", target, {
    ...details,
    invoiceId: invoice.id,
  });
}
