import type Stripe from "stripe";
import { invalid, missing, refused } from "../errors.ts";
import { eventTypes } from "../event-types.ts";
import { newId } from "../ids.ts";
import { listPage, page } from "../lists.ts";
import {
  address,
  clearable,
  flag,
  group,
  list as listOf,
  mergeMetadata,
  metadata,
  required,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";

const mostEndpoints = 16;
const common = { description: clearable(text), metadata };
const fields = {
  ...common,
  api_version: text,
  connect: flag,
  enabled_events: required(listOf(text)),
  url: required(address),
};
const changes = { ...common, disabled: flag, enabled_events: listOf(text), url: address };

export const webhookEndpointRoutes = [
  route("POST /v1/webhook_endpoints", "rak_webhook_write", group(fields), create),
  route("GET /v1/webhook_endpoints", "rak_webhook_read", group(page), ({ account }, params) =>
    listPage("/v1/webhook_endpoints", Object.values(account.webhookEndpoints), params),
  ),
  route("GET /v1/webhook_endpoints/:id", "rak_webhook_read", group({}), existing),
  route("POST /v1/webhook_endpoints/:id", "rak_webhook_write", group(changes), update),
  route("DELETE /v1/webhook_endpoints/:id", "rak_webhook_write", group({}), remove),
];

/** The signing secret is shown in this answer and never again. */
function create({ account, world }: Call, params: Values<typeof fields>): object {
  checkEvents(params.enabled_events);
  if (Object.keys(account.webhookEndpoints).length >= mostEndpoints)
    throw refused(
      `You have reached the maximum of ${mostEndpoints} ${account.livemode ? "live" : "test"} webhook endpoints.`,
    );
  const endpoint: Stripe.WebhookEndpoint = {
    id: newId("we_1"),
    object: "webhook_endpoint",
    api_version: params.api_version ?? null,
    application: null,
    created: world.clock.seconds(),
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: account.livemode,
    metadata: mergeMetadata({}, params.metadata),
    status: "enabled",
    url: params.url,
  };
  const secret = newId("whsec_", 32);
  account.webhookEndpoints[endpoint.id] = endpoint;
  account.endpointSecrets[endpoint.id] = secret;
  return { ...endpoint, secret };
}

function update(call: Call, params: Values<typeof changes>): object {
  const endpoint = existing(call);
  if (params.enabled_events) endpoint.enabled_events = checkEvents(params.enabled_events);
  if (params.url !== undefined) endpoint.url = params.url;
  if (params.description !== undefined) endpoint.description = params.description;
  if (params.disabled !== undefined) endpoint.status = params.disabled ? "disabled" : "enabled";
  endpoint.metadata = mergeMetadata(endpoint.metadata, params.metadata);
  return endpoint;
}

function remove(call: Call): object {
  const { id } = existing(call);
  delete call.account.webhookEndpoints[id];
  delete call.account.endpointSecrets[id];
  return { id, object: "webhook_endpoint", deleted: true };
}

function existing({ account, id }: Call): Stripe.WebhookEndpoint {
  const endpoint = find(account.webhookEndpoints, id);
  if (!endpoint) throw missing("webhook endpoint", id, "id", 404);
  return endpoint;
}

function checkEvents(types: string[]): string[] {
  const wrong = types.findIndex((type) => type !== "*" && !eventTypes.has(type));
  if (wrong >= 0)
    throw invalid(
      `Invalid enabled_events[${wrong}]: must be one of * or an event type, but is ${types[wrong]}`,
      `enabled_events[${wrong}]`,
    );
  if (types.length === 0)
    throw invalid("Invalid array: enabled_events must not be empty", "enabled_events");
  return types;
}
