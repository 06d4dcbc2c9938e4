import type { Mode } from "#src/ledger/post-transaction.ts";
import type { Instant } from "#src/values/day.ts";
import type { Money } from "#src/values/money.ts";
import { assert } from "#src/values/assert.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { endSchedule } from "./end-schedule.ts";
import { amountDue, type Invoice, isPaidLive } from "./invoice.ts";
import { insertApplication } from "./store.ts";

export interface AppliedMoney {
  readonly id: string;
  /** The payment, or the refund that gives the credit. */
  readonly paymentId: string;
  /** What moves it; the payment itself unless told. */
  readonly causeId?: string;
  readonly mode: Mode;
  /** How, as documents say it: `card`, `bank transfer`. */
  readonly method: string;
  /** Positive: counts against the invoice. Negative: no longer does. */
  readonly amount: Money;
  readonly at: Instant;
}

/**
 * Lets money count against an invoice, never beyond what is due (I6). The invoice is locked. Once nothing
 * is due in real money, what was planned to be sent is not sent any more, whatever becomes of the money later.
 */
export async function applyPayment(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  applied: AppliedMoney,
): Promise<void> {
  await apply(runtime, tx, invoice, "payment", applied);
}

/** The same for a credit: what the customer need not pay. */
export async function applyCredit(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  applied: AppliedMoney,
): Promise<void> {
  await apply(runtime, tx, invoice, "credit", applied);
}

async function apply(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  kind: "payment" | "credit",
  applied: AppliedMoney,
): Promise<void> {
  if (applied.amount.amountMinor === 0n) return;
  assert(
    applied.amount.currency === invoice.currency,
    "money of another currency is never applied",
  );
  assert(
    applied.amount.amountMinor <= amountDue(invoice).amountMinor,
    "more than due is never applied",
  );
  await insertApplication(tx, {
    business_id: invoice.businessId,
    id: applied.id,
    invoice_id: invoice.id,
    kind,
    source_id: applied.paymentId,
    cause_id: applied.causeId ?? applied.paymentId,
    mode: applied.mode,
    method: applied.method,
    amount_minor: applied.amount.amountMinor,
    applied_at: applied.at,
  });
  const { mode, amount, at, method } = applied;
  const move = { kind, sourceId: applied.paymentId, causeId: applied.paymentId, mode, amount, at };
  const after = { ...invoice, applications: [...invoice.applications, { ...move, method }] };
  // test money is cleared one day, and then everything is due again
  if (mode === "live" && isPaidLive(after)) await endSchedule(runtime, tx, invoice, "paid", null);
}
