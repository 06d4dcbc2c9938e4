import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { moveCredit } from "#src/customers/move-credit.ts";
import { applyPayment } from "#src/invoices/apply-payment.ts";
import { drawReceiptNumber } from "#src/invoices/draw-receipt-number.ts";
import { getInvoice, lockInvoice, requireFinal } from "#src/invoices/get-invoice.ts";
import { addHistory } from "#src/invoices/history.ts";
import { amountDue, type Invoice, statusOf } from "#src/invoices/invoice.ts";
import type { AccountPurpose } from "#src/ledger/account.ts";
import { requireAccount } from "#src/ledger/open-books.ts";
import { postTransaction } from "#src/ledger/post-transaction.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { type Day, day, dayIn, type Instant, instantWithin } from "#src/values/day.ts";
import { type Money, money, negate, subtractMoney } from "#src/values/money.ts";
import { closeLatePages, closeSessions } from "./close-sessions.ts";
import { getPayment } from "./get-payment.ts";
import { methodWord, type Payment } from "./payment.ts";
import { findPayment, insertPayment } from "./store.ts";

export const MANUAL_METHODS = ["cash", "bank_transfer", "cheque", "other"] as const;

export interface ManualPayment {
  readonly amountMinor: bigint;
  readonly paidOn: string;
  readonly method: (typeof MANUAL_METHODS)[number];
  readonly depositAccountId: string | null;
  readonly reference: string | null;
  readonly isCreditAllowed: boolean;
  /** The run of the request that records it, when it came with a key of its own. */
  readonly attempt: Attempt | null;
}

/**
 * Records money that came in another way. An open payment page is closed first, and what was paid on
 * it in between counts first. Refuses with `invoice_not_open`, `invoice_already_paid`,
 * `amount_exceeds_due`, `period_locked`.
 */
export async function recordPaymentByHand(
  runtime: Runtime,
  actor: Actor,
  invoiceId: string,
  input: ManualPayment,
): Promise<Payment> {
  const { businessId } = actor;
  const made = input.attempt?.effectId ?? null;
  if (made !== null)
    return transact(runtime.db, businessId, (tx) => getPayment(tx, businessId, made));
  // Checked before anything is closed: what is refused leaves the payer's page open.
  await transact(runtime.db, businessId, async (tx) =>
    requireAcceptable(runtime, tx, await getInvoice(tx, businessId, invoiceId), input),
  );
  await closeSessions(runtime, { businessId, invoiceId });
  return transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, invoiceId);
    await requireAcceptable(runtime, tx, invoice, input);
    const paidOn = day(input.paidOn);
    const split = splitAmount(invoice, input.amountMinor);
    const { timezone } = await getBusiness(tx, businessId);
    const when = { paidOn, receivedAt: receivedAt(timezone, paidOn, runtime.now()) };
    const id = await write(runtime, tx, actor, invoice, input, split, when);
    await input.attempt?.noteEffect(tx, id);
    await closeLatePages(tx, businessId, invoiceId);
    await book(runtime, tx, businessId, id, input, split, paidOn);
    return must(await findPayment(tx, businessId, id, "read"), "it was just written");
  });
}

async function requireAcceptable(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  input: ManualPayment,
): Promise<void> {
  requirePayable(invoice, input);
  const business = await getBusiness(tx, invoice.businessId);
  const paidOn = day(input.paidOn);
  if (paidOn > todayOf(business, runtime.now())) {
    throw refuseField("paidOn", "must not lie in the future");
  }
  if (isClosed(business, paidOn)) {
    throw new Refusal(
      "period_locked",
      `The books are closed through ${business.booksLockedThrough}. Choose a later day.`,
    );
  }
  if (input.depositAccountId !== null) {
    await requireAccount(tx, invoice.businessId, input.depositAccountId, "depositAccountId");
  }
}

function requirePayable(invoice: Invoice, input: ManualPayment): void {
  requireFinal(invoice);
  const status = statusOf(invoice);
  if (status === "void") throw new Refusal("invoice_not_open", "This invoice is void.");
  if (input.isCreditAllowed) return;
  if (status === "paid")
    throw new Refusal("invoice_already_paid", "Nothing is due on this invoice any more.");
  if (input.amountMinor > amountDue(invoice).amountMinor) {
    throw new Refusal(
      "amount_exceeds_due",
      "That is more than is due. Allow the rest to be kept as the customer's credit, or enter a lower amount.",
    );
  }
}

interface Split {
  readonly amount: Money;
  readonly applied: Money;
  readonly unapplied: Money;
}

function splitAmount(invoice: Invoice, amountMinor: bigint): Split {
  const amount = money(amountMinor, invoice.currency);
  const due = amountDue(invoice);
  const applied = amount.amountMinor < due.amountMinor ? amount : due;
  return { amount, applied, unapplied: subtractMoney(amount, applied) };
}

/** Money of an earlier day is known by its day alone; today's came just now. */
function receivedAt(timezone: string, paidOn: Day, now: Instant): Instant {
  return paidOn === dayIn(timezone, now) ? now : instantWithin(timezone, paidOn);
}

async function write(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  invoice: Invoice,
  input: ManualPayment,
  split: Split,
  { paidOn, receivedAt: at }: { paidOn: Day; receivedAt: Instant },
): Promise<string> {
  const { businessId } = invoice;
  const id = runtime.newId("pay");
  await insertPayment(tx, {
    business_id: businessId,
    id,
    invoice_id: invoice.id,
    customer_id: invoice.customerId,
    processor: "manual",
    mode: "live",
    status: "succeeded",
    amount_minor: split.amount.amountMinor,
    currency: invoice.currency,
    created_at: runtime.now(),
    collected_at: at,
    method_type: input.method,
    applied_minor: split.applied.amountMinor,
    unapplied_minor: split.unapplied.amountMinor,
    unapplied_reason: split.unapplied.amountMinor > 0n ? "overpaid" : null,
    recorded_on: paidOn,
    paid_on: paidOn,
    deposit_account_id: input.depositAccountId,
    reference: input.reference,
    recorded_by: actor.name,
    receipt_number: await drawReceiptNumber(tx, businessId, paidOn),
  });
  const move = { paymentId: id, mode: "live" as const, at };
  const method = methodWord(input.method);
  await applyPayment(runtime, tx, invoice, {
    ...move,
    id: runtime.newId("app"),
    method,
    amount: split.applied,
  });
  await moveCredit(tx, businessId, {
    ...move,
    id: runtime.newId("crd"),
    customerId: invoice.customerId,
    amount: split.unapplied,
  });
  const details = {
    paymentId: id,
    amount: Number(split.amount.amountMinor),
    currency: invoice.currency,
    method,
  };
  await addHistory(runtime, tx, invoice, "paid", details, actor.name);
  await recordAudit(runtime, tx, actor, "payment.recorded", { type: "payment", id }, details);
  return id;
}

/** Cash goes to the till, everything else to the bank, unless another account was chosen. */
async function book(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  paymentId: string,
  input: ManualPayment,
  split: Split,
  paidOn: Day,
): Promise<void> {
  const usual: AccountPurpose = input.method === "cash" ? "cash" : "bank";
  const account = input.depositAccountId === null ? usual : { id: input.depositAccountId };
  await postTransaction(runtime, tx, businessId, {
    on: paidOn,
    mode: "live",
    cause: { type: "payment", id: paymentId },
    legs: [
      { account, amount: split.amount },
      { account: "receivable", amount: negate(split.applied) },
      { account: "customer_credit", amount: negate(split.unapplied) },
    ],
  });
}
