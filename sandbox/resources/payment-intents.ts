import { checkAmount } from "../check-amount.ts";
import { knownCurrency } from "../currencies.ts";
import { invalid, missing, refused } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  address,
  choice,
  clearable,
  flag,
  group,
  integer,
  list as listOf,
  mergeMetadata,
  metadata,
  required,
  text,
  type Values,
} from "../params.ts";
import {
  addIntent,
  cancelIntent,
  captureIntent,
  declinedError,
  tryToCharge,
} from "../pay-intent.ts";
import { route, type Call } from "../route.ts";
import { find, type PaymentIntent, type Session } from "../state.ts";
import { checkDescriptorSuffix } from "./descriptor.ts";
import { checkMethodTypes } from "./method-types.ts";
import { methodFor } from "./payment-methods.ts";
import { readShipping, shipping } from "./postal-address.ts";

const captureMethod = choice("automatic", "automatic_async", "manual");
const common = {
  customer: text,
  description: clearable(text),
  metadata,
  payment_method: text,
  payment_method_types: listOf(text),
  receipt_email: clearable(text),
  setup_future_usage: choice("off_session", "on_session"),
  shipping,
  statement_descriptor_suffix: clearable(text),
};
const acceptance = group({
  accepted_at: integer,
  offline: group({}),
  online: group({ ip_address: required(text), user_agent: required(text) }),
  type: required(choice("offline", "online")),
});
const mandate = group({ customer_acceptance: required(acceptance) });
const fields = {
  ...common,
  allowed_payment_method_types: listOf(text),
  amount: required(integer),
  automatic_payment_methods: group({
    enabled: required(flag),
    allow_redirects: choice("always", "never"),
  }),
  capture_method: captureMethod,
  confirm: flag,
  confirmation_method: choice("automatic", "manual"),
  currency: required(text),
  excluded_payment_method_types: listOf(text),
  mandate_data: mandate,
  off_session: flag,
  return_url: address,
};
const changes = { ...common, amount: integer };
const confirmation = {
  mandate_data: mandate,
  off_session: flag,
  payment_method: text,
  receipt_email: clearable(text),
  return_url: address,
};
const cancellation = {
  cancellation_reason: choice("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
};
const filters = { ...pageByTime, customer: text };

const read = "rak_payment_intent_read";
const write = "rak_payment_intent_write";
export const paymentIntentRoutes = [
  route("POST /v1/payment_intents", write, group(fields), create),
  route("GET /v1/payment_intents", read, group(filters), list),
  route("GET /v1/payment_intents/:id", read, group({ client_secret: text }), existing),
  route("POST /v1/payment_intents/:id", write, group(changes), update),
  route("POST /v1/payment_intents/:id/confirm", write, group(confirmation), confirm),
  route(
    "POST /v1/payment_intents/:id/capture",
    write,
    group({ amount_to_capture: integer, metadata }),
    capture,
  ),
  route("POST /v1/payment_intents/:id/cancel", write, group(cancellation), cancel),
];

function create(call: Call, params: Values<typeof fields>): object {
  const currency = knownCurrency(params.currency, "currency");
  checkMethodTypes(call, params.payment_method_types, currency);
  checkAmount(call, { amount: params.amount, currency, param: "amount", isCheckout: false });
  checkDescriptorSuffix(
    call.account,
    params.statement_descriptor_suffix,
    "statement_descriptor_suffix",
  );
  if (params.customer !== undefined && !find(call.account.customers, params.customer))
    throw missing("customer", params.customer, "customer", 400);
  const method =
    params.payment_method === undefined ? undefined : methodFor(call, params.payment_method);
  const intent = addIntent(call, {
    amount: params.amount,
    currency,
    customer: params.customer ?? null,
    paymentMethodTypes: params.payment_method_types ?? ["card"],
    captureMethod: params.capture_method ?? "automatic_async",
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    receiptEmail: params.receipt_email ?? null,
    shipping: params.shipping ? readShipping(params.shipping) : null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
  });
  intent.confirmation_method = params.confirmation_method ?? "automatic";
  intent.automatic_payment_methods = params.payment_method_types
    ? null
    : { allow_redirects: "always", enabled: true };
  if (method) {
    intent.payment_method = method.id;
    intent.status = "requires_confirmation";
  }
  return params.confirm ? confirm(call, params, intent) : intent;
}

function confirm(call: Call, params: Values<typeof confirmation>, intent = existing(call)): object {
  if (
    !["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status)
  )
    throw unexpected(intent, "confirm");
  const id = params.payment_method ?? intent.payment_method;
  if (id === null)
    throw refused(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      "payment_intent_unexpected_state",
    );
  if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email;
  const method = methodFor(call, id);
  if (!intent.payment_method_types.includes(method.type))
    throw refused(
      `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(", ")}.`,
    );
  const step = { isAuthenticated: false, returnUrl: params.return_url ?? null };
  tryToCharge(call, intent, method, step);
  if (intent.last_payment_error) throw declinedError(intent);
  return intent;
}

function capture(call: Call, params: { amount_to_capture?: number | undefined }): object {
  const intent = existing(call);
  if (intent.status !== "requires_capture") throw unexpected(intent, "capture");
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable || amount < 1)
    throw invalid(
      `The amount to capture must be between 1 and ${intent.amount_capturable}.`,
      "amount_to_capture",
      "amount_too_large",
    );
  captureIntent(call, intent, amount);
  const session = sessionOf(call, intent);
  if (session) session.payment_status = "paid";
  return intent;
}

function cancel(call: Call, params: Values<typeof cancellation>): object {
  const intent = existing(call);
  if (
    intent.status === "succeeded" ||
    intent.status === "canceled" ||
    intent.status === "processing"
  )
    throw unexpected(intent, "cancel");
  if (sessionOf(call, intent))
    throw refused(
      "You cannot cancel this PaymentIntent because it was created by a Checkout Session. To cancel it, expire the Checkout Session.",
      "payment_intent_unexpected_state",
    );
  cancelIntent(call, intent, params.cancellation_reason ?? null);
  return intent;
}

function update(call: Call, params: Values<typeof changes>): object {
  const intent = existing(call);
  const {
    amount,
    metadata: pairs,
    shipping: sent,
    payment_method: id,
    payment_method_types: types,
    ...rest
  } = params;
  const isDone = intent.status === "succeeded" || intent.status === "canceled";
  if (isDone && (amount !== undefined || id !== undefined)) throw unexpected(intent, "update");
  checkMethodTypes(call, types, intent.currency);
  if (amount !== undefined) {
    checkAmount(call, { amount, currency: intent.currency, param: "amount", isCheckout: false });
    intent.amount = amount;
  }
  if (id !== undefined) {
    intent.payment_method = methodFor(call, id).id;
    intent.status = "requires_confirmation";
  }
  if (sent) intent.shipping = readShipping(sent);
  Object.assign(intent, rest, { metadata: mergeMetadata(intent.metadata, pairs) });
  return intent;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.paymentIntents).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.customer === undefined || each.customer === params.customer),
  );
  return listPage("/v1/payment_intents", matching, params);
}

function existing({ account, id }: Call): PaymentIntent {
  const intent = find(account.paymentIntents, id);
  if (!intent) throw missing("payment_intent", id, "intent", 404);
  return intent;
}

function sessionOf({ account }: Call, intent: PaymentIntent): Session | undefined {
  return Object.values(account.sessions).find((each) => each.payment_intent === intent.id);
}

function unexpected(intent: PaymentIntent, verb: string): Error {
  return refused(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    "payment_intent_unexpected_state",
  );
}
