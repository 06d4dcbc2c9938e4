import { emitEvent } from "./emit-event.ts";
import { failIntent } from "./fail-intent.ts";
import { makePendingCharge, settleCharge } from "./make-charge.ts";
import { find, type PaymentIntent, type PaymentMethod } from "./state.ts";
import { debitFate } from "./test-ibans.ts";
import type { Context } from "./world.ts";

const slowMs = 3 * 60 * 1000;

/** Orders a debit from the payer's bank; what comes of it is known only later. */
export function startDebit(ctx: Context, intent: PaymentIntent, method: PaymentMethod): void {
  const charge = makePendingCharge(ctx, { intent, method });
  intent.latest_charge = charge.id;
  intent.next_action = null;
  intent.status = "processing";
  emitEvent(ctx, "charge.pending", charge);
  emitEvent(ctx, "payment_intent.processing", intent);
  scheduleDebit(ctx, intent);
}

/** Lets a debit come to its end by itself when its time is there, unless debits are held. */
export function scheduleDebit(ctx: Context, intent: PaymentIntent): void {
  const { account, world } = ctx;
  const charge = find(account.charges, intent.latest_charge);
  if (!charge) return;
  const { isSlow, outcome } = debitFate(account.ibans[charge.payment_method ?? ""] ?? "");
  const waitMs = isSlow ? slowMs : world.settings.debitSettlesAfterMs;
  world.clock.at(charge.created * 1000 + waitMs, () => {
    if (world.settings.debits === "timed") settleDebit({ ...ctx, request: null }, intent, outcome);
  });
}

/** The bank's answer to a debit: the money is there, or it is not and the payer may try again. */
export function settleDebit(
  ctx: Context,
  intent: PaymentIntent,
  outcome: "failed" | "succeeded",
): void {
  if (intent.status !== "processing") return;
  if (outcome === "succeeded") receive(ctx, intent);
  else bounce(ctx, intent);
  const { sessions } = ctx.account;
  const session = Object.values(sessions).find((each) => each.payment_intent === intent.id);
  if (!session) return;
  if (outcome === "succeeded") session.payment_status = "paid";
  emitEvent(ctx, `checkout.session.async_payment_${outcome}`, session);
}

function receive(ctx: Context, intent: PaymentIntent): void {
  const charge = find(ctx.account.charges, intent.latest_charge);
  if (!charge) return;
  charge.paid = true;
  charge.receipt_url = `${ctx.world.publicUrl()}/receipts/${charge.id}`;
  charge.status = "succeeded";
  intent.amount_received = charge.amount_captured;
  intent.status = "succeeded";
  emitEvent(ctx, "charge.succeeded", charge);
  emitEvent(ctx, "payment_intent.succeeded", intent);
  if (ctx.world.settings.balanceTransactions === "immediate") settleCharge(ctx, charge, false);
}

function bounce(ctx: Context, intent: PaymentIntent): void {
  const charge = find(ctx.account.charges, intent.latest_charge);
  const method = find(ctx.account.paymentMethods, intent.payment_method);
  if (!charge || !method) return;
  const code = "insufficient_funds";
  const message = "The customer's account has insufficient funds to cover this payment.";
  charge.failure_code = code;
  charge.failure_message = message;
  charge.status = "failed";
  emitEvent(ctx, "charge.failed", charge);
  failIntent(ctx, intent, {
    type: "invalid_request_error",
    charge: charge.id,
    code,
    doc_url: "https://stripe.com/docs/error-codes/insufficient-funds",
    message,
    payment_method: structuredClone(method),
  });
}
