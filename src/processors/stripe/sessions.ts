import type Stripe from "stripe";
import { must } from "#src/values/assert.ts";
import type {
  ExpireOutcome,
  OpenSessionOutcome,
  PaymentTags,
  SessionPlace,
  SessionRequest,
} from "../processor.ts";
import { toStripeUnits } from "./amounts.ts";
import { ask, isMissing, isStoredFailure, readFault } from "./client.ts";

/** Checkout, on Stripe's page or embedded: https://docs.stripe.com/api/checkout/sessions/create */
export async function openStripeSession(
  stripe: Stripe,
  request: SessionRequest,
  key: string,
): Promise<OpenSessionOutcome> {
  try {
    const session = await ask(() =>
      stripe.checkout.sessions.create(sessionParams(request), { idempotencyKey: key }),
    );
    return describe(session);
  } catch (error) {
    if (isStoredFailure(error)) return findOpened(stripe, request.tags, request.expiresAt);
    return describeFault(error);
  }
}

function describe(session: Stripe.Checkout.Session): OpenSessionOutcome {
  if (session.status !== "open") return { kind: "closed", sessionId: session.id };
  return { kind: "opened", sessionId: session.id, place: placeOf(session) };
}

function placeOf(session: Stripe.Checkout.Session): SessionPlace {
  return session.ui_mode === "embedded_page"
    ? { form: "popup", secret: must(session.client_secret, "an embedded session has a secret") }
    : { form: "redirect", url: must(session.url, "an open hosted session has an address") };
}

function describeFault(error: unknown): OpenSessionOutcome {
  const { fault, message } = readFault(error);
  // The SDK may have tried before: a pause it is told to make says nothing about that first try.
  if (fault === null || fault === "too_many_requests") return { kind: "unknown", message };
  return { kind: "refused", fault, message };
}

/** Sessions live for a day at most; one more hour for clocks that differ. */
const LOOK_BACK_S = 25 * 3_600;

/**
 * The session that a failed request left behind all the same, known by our tags. Without one there
 * is no page that anybody could pay on: the attempt is over and the next one has a key of its own.
 */
async function findOpened(
  stripe: Stripe,
  tags: PaymentTags,
  expiresAt: Date,
): Promise<OpenSessionOutcome> {
  const since = Math.floor(expiresAt.getTime() / 1000) - LOOK_BACK_S;
  try {
    const found = await ask(async () => {
      const sessions = stripe.checkout.sessions.list({ created: { gte: since }, limit: 100 });
      for await (const session of sessions) {
        if (session.metadata?.["payment"] === tags.payment) return session;
      }
      return null;
    });
    if (found !== null) return describe(found);
    const message = "Stripe failed to open the payment page, and left none behind.";
    return { kind: "refused", fault: "request_refused", message };
  } catch (error) {
    return { kind: "unknown", message: readFault(error).message };
  }
}

function sessionParams(request: SessionRequest): Stripe.Checkout.SessionCreateParams {
  const tags = { ...request.tags };
  return {
    mode: "payment",
    ...pageParams(request),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: request.amount.currency.toLowerCase(),
          unit_amount: toStripeUnits(request.amount),
          product_data: { name: request.title },
        },
      },
    ],
    client_reference_id: request.tags.payment,
    ...(request.customerEmail === null ? {} : { customer_email: request.customerEmail }),
    metadata: tags,
    payment_intent_data: { metadata: tags, description: request.description },
    adaptive_pricing: { enabled: false },
    expires_at: Math.floor(request.expiresAt.getTime() / 1000),
    locale: stripeLocale(request.locale),
  };
}

function pageParams({ form, returnUrl, cancelUrl }: SessionRequest) {
  const back = returnUrl.replace("{session}", "{CHECKOUT_SESSION_ID}");
  return form === "popup"
    ? ({ ui_mode: "embedded_page", return_url: back } as const)
    : ({ ui_mode: "hosted_page", success_url: back, cancel_url: cancelUrl } as const);
}

const LOCALES =
  "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW".split(
    " ",
  );

/** The closest language Checkout speaks, else the payer's browser decides. */
function stripeLocale(locale: string): Stripe.Checkout.SessionCreateParams.Locale {
  const found = [locale, locale.split("-")[0]].find((tag) => tag && LOCALES.includes(tag));
  return found ?? "auto";
}

/** Only `open` sessions can be expired; a 400 about the state means that it was paid or is gone. */
export async function expireStripeSession(
  stripe: Stripe,
  sessionId: string,
): Promise<ExpireOutcome> {
  try {
    await ask(() => stripe.checkout.sessions.expire(sessionId));
    return { kind: "expired" };
  } catch (error) {
    if (isMissing(error)) return { kind: "expired" };
    const { fault, message } = readFault(error);
    if (fault === "key_rejected") return { kind: "key_rejected" };
    return fault === "request_refused" ? { kind: "completed" } : { kind: "unknown", message };
  }
}
