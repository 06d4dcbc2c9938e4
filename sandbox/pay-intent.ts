import { cardOf } from "./cards.ts";
import { startDebit } from "./debit-account.ts";
import { emitEvent } from "./emit-event.ts";
import { StripeError } from "./errors.ts";
import { failIntent } from "./fail-intent.ts";
import { newId } from "./ids.ts";
import { warnOfFraud } from "./warn-of-fraud.ts";
import { makeCharge, makeFailedCharge, settleCharge, type Attempt } from "./make-charge.ts";
import { openDispute } from "./open-dispute.ts";
import {
  find,
  type Charge,
  type PaymentIntent,
  type PaymentMethod,
  type SessionDetails,
} from "./state.ts";
import type { Context } from "./world.ts";

type Details = SessionDetails["paymentIntent"];

/** Stores a payment intent that has not been tried yet. */
export function addIntent(
  ctx: Context,
  given: Details & {
    amount: number;
    currency: string;
    customer: string | null;
    paymentMethodTypes: string[];
  },
): PaymentIntent {
  const { account, world } = ctx;
  const id = newId("pi_3");
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: given.captureMethod,
    client_secret: `${id}_secret_${newId("", 25)}`,
    confirmation_method: "automatic",
    created: world.clock.seconds(),
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    description: given.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: account.livemode,
    managed_payments: null,
    metadata: { ...given.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: given.paymentMethodTypes,
    payment_record: null,
    processing: null,
    receipt_email: given.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: given.shipping,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: given.statementDescriptorSuffix,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  account.paymentIntents[id] = intent;
  emitEvent(ctx, "payment_intent.created", intent);
  return intent;
}

/**
 * Tries to charge a payment method. Afterwards the intent tells what came of it: succeeded,
 * processing (a bank is asked and answers later), requires_capture, requires_action (the
 * cardholder must authenticate), or requires_payment_method with the decline in last_payment_error.
 */
export function tryToCharge(
  ctx: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  step: { isAuthenticated: boolean; returnUrl: string | null },
): void {
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  if (method.type === "sepa_debit") {
    startDebit(ctx, intent, method);
    return;
  }
  const card = cardOf(ctx.account.cardNumbers[method.id] ?? "");
  const attempt: Attempt = { card, intent, method, isAuthenticated: step.isAuthenticated };
  if (card.needsAuthentication && !step.isAuthenticated)
    askToAuthenticate(ctx, intent, step.returnUrl);
  else if (card.decline) declineAttempt(ctx, attempt, card.decline);
  else succeed(ctx, attempt);
}

/** The cardholder failed or cancelled the authentication: no charge is made. */
export function failAuthentication(ctx: Context, intent: PaymentIntent): void {
  const method = find(ctx.account.paymentMethods, intent.payment_method);
  failIntent(ctx, intent, {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    message:
      "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    ...(method ? { payment_method: structuredClone(method) } : {}),
  });
}

/** The 402 with which the API answers a declined confirmation. */
export function declinedError(intent: PaymentIntent): StripeError {
  const error = intent.last_payment_error;
  return new StripeError(402, {
    type: "card_error",
    message: error?.message ?? "Your card was declined.",
    ...(error?.code ? { code: error.code } : {}),
    ...(error?.decline_code ? { decline_code: error.decline_code } : {}),
    ...(error?.charge ? { charge: error.charge } : {}),
    payment_intent: structuredClone(intent),
    ...(error?.payment_method ? { payment_method: error.payment_method } : {}),
  });
}

/** Takes the money of an authorized intent, or a part of it; the rest is released. */
export function captureIntent(ctx: Context, intent: PaymentIntent, amount: number): void {
  const charge = find(ctx.account.charges, intent.latest_charge);
  if (!charge) return;
  charge.captured = true;
  charge.amount_captured = amount;
  intent.amount_capturable = 0;
  emitEvent(ctx, "charge.captured", charge);
  collect(ctx, intent, charge);
}

/** Ends an intent for good; nothing can be charged with it any more. */
export function cancelIntent(
  ctx: Context,
  intent: PaymentIntent,
  reason: PaymentIntent["cancellation_reason"],
): void {
  intent.status = "canceled";
  intent.canceled_at = ctx.world.clock.seconds();
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  emitEvent(ctx, "payment_intent.canceled", intent);
}

function askToAuthenticate(ctx: Context, intent: PaymentIntent, returnUrl: string | null): void {
  const url = `${ctx.world.publicUrl()}/c/authenticate/${intent.id}`;
  intent.status = "requires_action";
  intent.next_action = { redirect_to_url: { return_url: returnUrl, url }, type: "redirect_to_url" };
  emitEvent(ctx, "payment_intent.requires_action", intent);
}

function declineAttempt(
  ctx: Context,
  attempt: Attempt,
  decline: NonNullable<Attempt["card"]["decline"]>,
): void {
  const charge = makeFailedCharge(ctx, attempt, decline);
  attempt.intent.latest_charge = charge.id;
  emitEvent(ctx, "charge.failed", charge);
  failIntent(ctx, attempt.intent, {
    type: "card_error",
    charge: charge.id,
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll("_", "-")}`,
    message: decline.message,
    payment_method: structuredClone(attempt.method),
  });
}

function succeed(ctx: Context, attempt: Attempt): void {
  const { intent } = attempt;
  const charge = makeCharge(ctx, attempt);
  intent.latest_charge = charge.id;
  intent.next_action = null;
  emitEvent(ctx, "charge.succeeded", charge);
  if (charge.captured) {
    collect(ctx, intent, charge);
    return;
  }
  intent.amount_capturable = intent.amount;
  intent.status = "requires_capture";
  emitEvent(ctx, "payment_intent.amount_capturable_updated", intent);
}

function collect(ctx: Context, intent: PaymentIntent, charge: Charge): void {
  const { cardNumbers } = ctx.account;
  const card = cardOf(cardNumbers[charge.payment_method ?? ""] ?? "");
  intent.amount_received = charge.amount_captured;
  intent.status = "succeeded";
  emitEvent(ctx, "payment_intent.succeeded", intent);
  if (ctx.world.settings.balanceTransactions === "immediate")
    settleCharge(ctx, charge, card.isFundedAtOnce ?? false);
  if (card.dispute)
    openDispute(ctx, charge, {
      reason: card.dispute === "inquiry" ? "fraudulent" : card.dispute,
      isInquiry: card.dispute === "inquiry",
    });
  if (card.isSuspected) warnOfFraud(ctx, charge);
}
