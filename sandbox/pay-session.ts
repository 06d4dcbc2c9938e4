import { emitEvent } from "./emit-event.ts";
import { StripeError, refused } from "./errors.ts";
import { addIntent, failAuthentication, tryToCharge } from "./pay-intent.ts";
import { find, type PaymentIntent, type PaymentMethod, type Session } from "./state.ts";
import type { Context } from "./world.ts";

/**
 * The payer submits the payment page. The intent that comes back tells the outcome (see
 * tryToCharge); when it succeeded or a bank is asked, the session is complete. Refuses sessions that are not open.
 */
export function paySession(ctx: Context, session: Session, method: PaymentMethod): PaymentIntent {
  if (session.status !== "open") throw notActive();
  if (!session.payment_method_types.includes(method.type))
    throw refused(
      `The PaymentMethod type ${method.type} is not allowed for this Checkout Session. Allowed: ${session.payment_method_types.join(", ")}.`,
    );
  const intent = intentOf(ctx, session);
  tryToCharge(ctx, intent, method, { isAuthenticated: false, returnUrl: session.url });
  completeIfPaid(ctx, session, intent, method);
  return intent;
}

/** The payer comes back from authenticating, with or without success. */
export function finishAuthentication(
  ctx: Context,
  session: Session,
  isAuthenticated: boolean,
): PaymentIntent {
  const intent = find(ctx.account.paymentIntents, session.payment_intent);
  const method = find(ctx.account.paymentMethods, intent?.payment_method);
  if (session.status !== "open" || !intent || !method || intent.status !== "requires_action")
    throw notActive();
  if (isAuthenticated)
    tryToCharge(ctx, intent, method, { isAuthenticated, returnUrl: session.url });
  else failAuthentication(ctx, intent);
  completeIfPaid(ctx, session, intent, method);
  return intent;
}

/** What a session shows of whoever pays. */
export function customerDetails(
  email: string | null,
  name: string | null,
): NonNullable<Session["customer_details"]> {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
}

/** The one intent of a session: made at the first try, used again for every other. */
function intentOf(ctx: Context, session: Session): PaymentIntent {
  const details = ctx.account.sessionDetails[session.id];
  const known = find(ctx.account.paymentIntents, session.payment_intent);
  if (known || !details) return known ?? neverWithoutDetails(session);
  const intent = addIntent(ctx, {
    ...details.paymentIntent,
    amount: details.outcome?.amount ?? session.amount_total ?? 0,
    currency: details.outcome?.currency ?? session.currency ?? ctx.account.currency,
    customer: session.customer,
    paymentMethodTypes: [...session.payment_method_types],
  });
  session.payment_intent = intent.id;
  return intent;
}

function completeIfPaid(
  ctx: Context,
  session: Session,
  intent: PaymentIntent,
  method: PaymentMethod,
): void {
  if (!["processing", "requires_capture", "succeeded"].includes(intent.status)) return;
  const { email, name, address } = method.billing_details;
  session.status = "complete";
  session.payment_status = intent.status === "succeeded" ? "paid" : "unpaid";
  session.url = null;
  session.customer_details = {
    ...customerDetails(email ?? session.customer_email, name),
    address,
  };
  emitEvent(ctx, "checkout.session.completed", session);
}

function notActive(): StripeError {
  return new StripeError(400, {
    type: "invalid_request_error",
    code: "checkout_not_active_session",
    message: "This Checkout Session is no longer active.",
  });
}

function neverWithoutDetails(session: Session): never {
  throw new Error(`Session ${session.id} was stored without its details`);
}
