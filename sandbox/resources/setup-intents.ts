import { emitEvent } from "../emit-event.ts";
import { missing, refused } from "../errors.ts";
import { newId } from "../ids.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  address,
  choice,
  flag,
  group,
  list as listOf,
  mergeMetadata,
  metadata,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { setupDeclinedError, tryToSetUp } from "../set-up-intent.ts";
import { find, type SetupIntent } from "../state.ts";
import { checkMethodTypes } from "./method-types.ts";
import { methodFor } from "./payment-methods.ts";

const confirmation = { payment_method: text, return_url: address };
const fields = {
  ...confirmation,
  confirm: flag,
  customer: text,
  description: text,
  metadata,
  payment_method_types: listOf(text),
  usage: choice("off_session", "on_session"),
};
const cancellation = {
  cancellation_reason: choice("abandoned", "duplicate", "requested_by_customer"),
};
const filters = { ...pageByTime, customer: text, payment_method: text };

const read = "rak_setup_intent_read";
const write = "rak_setup_intent_write";
export const setupIntentRoutes = [
  route("POST /v1/setup_intents", write, group(fields), create),
  route("GET /v1/setup_intents", read, group(filters), list),
  route("GET /v1/setup_intents/:id", read, group({}), existing),
  route("POST /v1/setup_intents/:id/confirm", write, group(confirmation), confirm),
  route("POST /v1/setup_intents/:id/cancel", write, group(cancellation), cancel),
];

function create(call: Call, params: Values<typeof fields>): object {
  const { account, world } = call;
  checkMethodTypes(call, params.payment_method_types, "eur");
  if (params.customer !== undefined && !find(account.customers, params.customer))
    throw missing("customer", params.customer, "customer", 400);
  const method =
    params.payment_method === undefined ? undefined : methodFor(call, params.payment_method);
  const id = newId("seti_1");
  const intent: SetupIntent = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: params.payment_method_types
      ? null
      : { allow_redirects: "always", enabled: true },
    cancellation_reason: null,
    client_secret: `${id}_secret_${newId("", 25)}`,
    created: world.clock.seconds(),
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: account.livemode,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: params.payment_method_types ?? ["card"],
    single_use_mandate: null,
    status: method ? "requires_confirmation" : "requires_payment_method",
    usage: params.usage ?? "off_session",
  };
  account.setupIntents[id] = intent;
  emitEvent(call, "setup_intent.created", intent);
  return params.confirm ? confirm(call, params, intent) : intent;
}

function confirm(call: Call, params: Values<typeof confirmation>, intent = existing(call)): object {
  if (intent.status === "succeeded" || intent.status === "canceled")
    throw unexpected(intent, "confirm");
  const id = params.payment_method ?? intent.payment_method;
  if (id === null)
    throw refused(
      "You cannot confirm this SetupIntent because it's missing a payment method.",
      "setup_intent_unexpected_state",
    );
  tryToSetUp(call, intent, methodFor(call, id), {
    isAuthenticated: false,
    returnUrl: params.return_url ?? null,
  });
  if (intent.last_setup_error) throw setupDeclinedError(intent);
  return intent;
}

function cancel(call: Call, params: Values<typeof cancellation>): object {
  const intent = existing(call);
  if (intent.status === "succeeded" || intent.status === "canceled")
    throw unexpected(intent, "cancel");
  intent.status = "canceled";
  intent.cancellation_reason = params.cancellation_reason ?? null;
  intent.next_action = null;
  emitEvent(call, "setup_intent.canceled", intent);
  return intent;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.setupIntents).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.customer === undefined || each.customer === params.customer) &&
      (params.payment_method === undefined || each.payment_method === params.payment_method),
  );
  return listPage("/v1/setup_intents", matching, params);
}

function existing({ account, id }: Call): SetupIntent {
  const intent = find(account.setupIntents, id);
  if (!intent) throw missing("setupintent", id, "intent", 404);
  return intent;
}

function unexpected(intent: SetupIntent, verb: string): Error {
  return refused(
    `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}.`,
    "setup_intent_unexpected_state",
  );
}
