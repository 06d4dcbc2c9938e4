import { bookBalance } from "./book-balance.ts";
import { cardOf } from "./cards.ts";
import { emitEvent } from "./emit-event.ts";
import { newId } from "./ids.ts";
import { find, type Charge, type Refund } from "./state.ts";
import type { Context } from "./world.ts";

/** Gives money of a charge back; the caller has checked that so much is left. */
export function refundCharge(
  ctx: Context,
  charge: Charge,
  asked: { amount: number; metadata: Record<string, string>; reason: Refund["reason"] },
): Refund {
  const { account, world } = ctx;
  const later = cardOf(account.cardNumbers[charge.payment_method ?? ""] ?? "").refund;
  const refund: Refund = {
    id: newId("re_3"),
    object: "refund",
    amount: asked.amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.clock.seconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details:
      charge.payment_method_details?.type === "card"
        ? {
            card: {
              reference_status: "pending",
              reference_type: "acquirer_reference_number",
              type: "refund",
            },
            type: "card",
          }
        : { type: "sepa_debit" },
    metadata: asked.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: asked.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: later === "succeeds_later" ? "pending" : "succeeded",
    transfer_reversal: null,
  };
  if (refund.status === "pending") refund.pending_reason = "processing";
  account.refunds[refund.id] = refund;
  refund.balance_transaction = book(ctx, charge, refund, -asked.amount, "refund").id;
  charge.amount_refunded += asked.amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  emitEvent(ctx, "refund.created", refund);
  emitEvent(ctx, "charge.refunded", charge, {
    amount_refunded: charge.amount_refunded - asked.amount,
    refunded: false,
  });
  if (later) scheduleRefund(ctx, refund, later);
  else if (refund.destination_details?.card) nameReference(ctx, refund);
  return refund;
}

/** The card network names its reference a little after the refund. */
function nameReference(ctx: Context, refund: Refund): void {
  const previous = { destination_details: structuredClone(refund.destination_details) };
  refund.destination_details = {
    card: {
      reference: newId("", 23),
      reference_status: "available",
      reference_type: "acquirer_reference_number",
      type: "refund",
    },
    type: "card",
  };
  announceChange(ctx, refund, previous);
}

/** Lets a refund of one of the late cards come to its end when its time is there. */
export function scheduleRefund(
  ctx: Context,
  refund: Refund,
  later: "fails_later" | "succeeds_later",
): void {
  const dueMs = refund.created * 1000 + ctx.world.settings.refundSettlesAfterMs;
  const byTime = { ...ctx, request: null };
  ctx.world.clock.at(dueMs, () => {
    if (later === "fails_later") failRefund(byTime, refund);
    else completeRefund(byTime, refund);
  });
}

/** A pending refund arrives. */
export function completeRefund(ctx: Context, refund: Refund): void {
  if (refund.status !== "pending") return;
  refund.status = "succeeded";
  delete refund.pending_reason;
  announceChange(ctx, refund, { status: "pending", pending_reason: "processing" });
}

/** The bank sends a refund back: the money returns to the account and the charge counts as unrefunded. */
export function failRefund(ctx: Context, refund: Refund): void {
  const charge = find(ctx.account.charges, refund.charge);
  if (!charge || refund.status === "failed") return;
  const previous = { status: refund.status };
  refund.status = "failed";
  refund.failure_reason = "expired_or_canceled_card";
  delete refund.pending_reason;
  refund.failure_balance_transaction = book(
    ctx,
    charge,
    refund,
    refund.amount,
    "refund_failure",
  ).id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  emitEvent(ctx, "refund.failed", refund);
  announceChange(ctx, refund, previous);
}

function announceChange(ctx: Context, refund: Refund, previous: object): void {
  emitEvent(ctx, "charge.refund.updated", refund, previous);
  emitEvent(ctx, "refund.updated", refund, previous);
}

function book(
  ctx: Context,
  charge: Charge,
  refund: Refund,
  amount: number,
  type: "refund" | "refund_failure",
): ReturnType<typeof bookBalance> {
  return bookBalance(ctx, {
    amount,
    currency: charge.currency,
    source: refund.id,
    type,
    category: type,
    description: type === "refund" ? "REFUND FOR CHARGE" : "REFUND FAILURE",
    rate: find(ctx.account.balanceTransactions, charge.balance_transaction)?.exchange_rate ?? null,
    isAvailableAtOnce: true,
  });
}
