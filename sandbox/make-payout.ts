import { bookBalance } from "./book-balance.ts";
import { emitEvent } from "./emit-event.ts";
import { newId } from "./ids.ts";
import type { BalanceTransaction, Payout } from "./state.ts";
import type { Context } from "./world.ts";

const arrivesAfterSeconds = 24 * 60 * 60;

/** What is available and was not part of a payout yet, in the account's currency. */
export function unpaidTransactions({ account, world }: Context): BalanceTransaction[] {
  return Object.values(account.balanceTransactions).filter(
    (each) => each.available_on <= world.clock.seconds() && !account.payoutOf[each.id],
  );
}

/** The sum that could be paid out now, in minor units of the account's currency. */
export function availableAmount(ctx: Context): number {
  return unpaidTransactions(ctx).reduce((total, { net }) => total + net, 0);
}

/** Pays out all that is available, as Stripe does by schedule; the amount must be positive. */
export function makeAutomaticPayout(ctx: Context): Payout {
  const transactions = unpaidTransactions(ctx);
  const amount = transactions.reduce((total, { net }) => total + net, 0);
  return sendPayout(ctx, { amount, description: "STRIPE PAYOUT", metadata: {} }, transactions);
}

/** Sends an amount to the bank: gathered from these transactions, or else by hand from the balance. */
export function sendPayout(
  ctx: Context,
  given: { amount: number; description: string | null; metadata: Record<string, string> },
  gathered: BalanceTransaction[] = [],
): Payout {
  const { account, world } = ctx;
  const isAutomatic = gathered.length > 0;
  const payout: Payout = {
    id: newId("po_1"),
    object: "payout",
    amount: given.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: world.clock.seconds() + arrivesAfterSeconds,
    automatic: isAutomatic,
    balance_transaction: null,
    created: world.clock.seconds(),
    currency: account.currency,
    description: given.description,
    destination: `ba_1${account.id.slice("acct_1".length)}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: account.livemode,
    metadata: given.metadata,
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: isAutomatic ? "completed" : "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: "pending",
    trace_id: { status: "pending", value: null },
    type: "bank_account",
  };
  account.payouts[payout.id] = payout;
  const own = book(ctx, payout, -payout.amount, "payout");
  payout.balance_transaction = own.id;
  if (isAutomatic) for (const { id } of [...gathered, own]) account.payoutOf[id] = payout.id;
  emitEvent(ctx, "payout.created", payout);
  return payout;
}

/** Lets a payout arrive by itself when its time is there. */
export function schedulePayout(ctx: Context, payout: Payout): void {
  const { clock, settings } = ctx.world;
  clock.at(payout.created * 1000 + settings.payoutArrivesAfterMs, () => {
    if (payout.status === "pending") settlePayout({ ...ctx, request: null }, payout, "paid");
  });
}

/** The bank's answer: the money arrived, or (even after that) it comes back to the balance. */
export function settlePayout(ctx: Context, payout: Payout, outcome: "failed" | "paid"): void {
  if (outcome === "paid" && payout.status === "pending") {
    payout.status = "paid";
    payout.trace_id = { status: "supported", value: newId("", 20) };
    emitEvent(ctx, "payout.paid", payout);
  }
  if (outcome === "failed" && (payout.status === "pending" || payout.status === "paid")) {
    payout.status = "failed";
    payout.failure_code = "account_closed";
    payout.failure_message = "The bank account has been closed";
    payout.failure_balance_transaction = book(ctx, payout, payout.amount, "payout_failure").id;
    emitEvent(ctx, "payout.failed", payout);
  }
}

/** Calls a payout back that has not left yet. */
export function cancelPayout(ctx: Context, payout: Payout): void {
  payout.status = "canceled";
  payout.failure_balance_transaction = book(ctx, payout, payout.amount, "payout_cancel").id;
  emitEvent(ctx, "payout.canceled", payout);
}

function book(
  ctx: Context,
  payout: Payout,
  amount: number,
  type: "payout" | "payout_cancel" | "payout_failure",
): BalanceTransaction {
  return bookBalance(ctx, {
    amount,
    currency: payout.currency,
    source: payout.id,
    type,
    category: type === "payout" ? "payout" : "payout_reversal",
    description: payout.description,
    isAvailableAtOnce: true,
  });
}
