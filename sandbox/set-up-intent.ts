import { cardOf } from "./cards.ts";
import { emitEvent } from "./emit-event.ts";
import { StripeError } from "./errors.ts";
import { find, type PaymentMethod, type SetupIntent } from "./state.ts";
import type { Context } from "./world.ts";

/**
 * Tries to save a payment method for later. Afterwards the intent tells what came of it:
 * succeeded, requires_action, or requires_payment_method with the reason in last_setup_error.
 */
export function tryToSetUp(
  ctx: Context,
  intent: SetupIntent,
  method: PaymentMethod,
  step: { isAuthenticated: boolean; returnUrl: string | null },
): void {
  const card = method.type === "card" ? cardOf(ctx.account.cardNumbers[method.id] ?? "") : null;
  intent.payment_method = method.id;
  intent.last_setup_error = null;
  intent.next_action = null;
  if (card?.needsAuthentication && !step.isAuthenticated) {
    const url = `${ctx.world.publicUrl()}/c/authenticate/${intent.id}`;
    intent.status = "requires_action";
    intent.next_action = {
      redirect_to_url: { return_url: step.returnUrl, url },
      type: "redirect_to_url",
    };
    emitEvent(ctx, "setup_intent.requires_action", intent);
  } else if (card?.decline) {
    fail(ctx, intent, {
      type: "card_error",
      code: card.decline.code,
      decline_code: card.decline.declineCode,
      doc_url: `https://stripe.com/docs/error-codes/${card.decline.code.replaceAll("_", "-")}`,
      message: card.decline.message,
      payment_method: structuredClone(method),
    });
  } else succeed(ctx, intent, method);
}

/** The cardholder comes back from authenticating, with or without success. */
export function finishSetUp(ctx: Context, intent: SetupIntent, isAuthenticated: boolean): void {
  const method = find(ctx.account.paymentMethods, intent.payment_method);
  if (!method) return;
  if (isAuthenticated) tryToSetUp(ctx, intent, method, { isAuthenticated, returnUrl: null });
  else
    fail(ctx, intent, {
      type: "invalid_request_error",
      code: "setup_intent_authentication_failure",
      message:
        "The latest attempt to set up the payment method has failed because authentication failed.",
      payment_method: structuredClone(method),
    });
}

/** The 402 with which the API answers a declined confirmation. */
export function setupDeclinedError(intent: SetupIntent): StripeError {
  const error = intent.last_setup_error;
  return new StripeError(402, {
    type: "card_error",
    message: error?.message ?? "Your card was declined.",
    ...(error?.code ? { code: error.code } : {}),
    ...(error?.decline_code ? { decline_code: error.decline_code } : {}),
    ...(error?.payment_method ? { payment_method: error.payment_method } : {}),
    setup_intent: structuredClone(intent),
  });
}

function succeed(ctx: Context, intent: SetupIntent, method: PaymentMethod): void {
  intent.status = "succeeded";
  if (intent.customer !== null) {
    method.customer = intent.customer;
    emitEvent(ctx, "payment_method.attached", method);
  }
  emitEvent(ctx, "setup_intent.succeeded", intent);
}

function fail(
  ctx: Context,
  intent: SetupIntent,
  error: NonNullable<SetupIntent["last_setup_error"]>,
): void {
  intent.last_setup_error = error;
  intent.next_action = null;
  intent.payment_method = null;
  intent.status = "requires_payment_method";
  emitEvent(ctx, "setup_intent.setup_failed", intent);
}
