import type Stripe from "stripe";
import { must } from "#src/values/assert.ts";
import type { WebhookFault, WebhookHealth, WebhookOutcome, WebhookRequest } from "../processor.ts";
import { API_VERSION, ask, isMissing, lookUpFailed, readFault } from "./client.ts";
import { EVENT_TYPES } from "./events.ts";

/**
 * Creates our endpoint and then deletes the older ones of this connection: the secret is shown only
 * when an endpoint is made, so there is no repairing an old one. Foreign endpoints are left alone.
 * https://docs.stripe.com/api/webhook_endpoints/create
 */
export async function createStripeWebhook(
  stripe: Stripe,
  request: WebhookRequest,
): Promise<WebhookOutcome> {
  try {
    const endpoint = await ask(() =>
      stripe.webhookEndpoints.create({
        url: request.url,
        enabled_events: [...EVENT_TYPES],
        api_version: API_VERSION,
        description: "Quittance: tells invoices about their payments",
        metadata: { installation: request.installationId, connection: request.connectionId },
      }),
    );
    const secret = must(endpoint.secret, "Stripe shows the secret of a new endpoint");
    await deleteOlder(stripe, request, endpoint.id);
    return { kind: "created", endpointId: endpoint.id, secret };
  } catch (error) {
    const { fault, message } = readFault(error);
    if (fault === "permission_missing") {
      return { kind: "unavailable", reason: "The key may not create webhooks." };
    }
    if (fault === "request_refused") return { kind: "unavailable", reason: message };
    throw lookUpFailed(error);
  }
}

async function deleteOlder(stripe: Stripe, request: WebhookRequest, keptId: string): Promise<void> {
  const endpoints = await ask(() => stripe.webhookEndpoints.list({ limit: 100 }));
  for (const { id, metadata } of endpoints.data) {
    const isOurs =
      metadata["installation"] === request.installationId &&
      metadata["connection"] === request.connectionId;
    if (isOurs && id !== keptId) await removeStripeWebhook(stripe, id);
  }
}

/**
 * Whether our endpoint is still there, switched on, at our address, for our version and for every
 * event we need. https://docs.stripe.com/api/webhook_endpoints/object
 */
export async function checkStripeWebhook(
  stripe: Stripe,
  endpointId: string,
  url: string,
): Promise<WebhookHealth> {
  try {
    const endpoint = await ask(() => stripe.webhookEndpoints.retrieve(endpointId));
    const missing = missingEvents(endpoint);
    const fault = faultOf(endpoint, url, missing);
    return fault === null ? { kind: "working" } : { kind: "faulty", fault, missing };
  } catch (error) {
    if (isMissing(error)) return { kind: "faulty", fault: "deleted", missing: [] };
    if (readFault(error).fault === "permission_missing") return { kind: "hidden" };
    throw lookUpFailed(error);
  }
}

function faultOf(
  endpoint: Stripe.WebhookEndpoint,
  url: string,
  missing: readonly string[],
): WebhookFault | null {
  if (endpoint.status !== "enabled") return "switched_off";
  if (endpoint.url !== url) return "other_address";
  if (endpoint.api_version !== API_VERSION) return "other_version";
  return missing.length === 0 ? null : "events_missing";
}

function missingEvents({ enabled_events }: Stripe.WebhookEndpoint): string[] {
  const heard = new Set<string>(enabled_events);
  return EVENT_TYPES.filter((type) => !heard.has(type) && !heard.has("*"));
}

/** Deletes an endpoint; one that is gone already counts as deleted. */
export async function removeStripeWebhook(stripe: Stripe, endpointId: string): Promise<void> {
  try {
    await ask(() => stripe.webhookEndpoints.del(endpointId));
  } catch (error) {
    if (!isMissing(error)) throw lookUpFailed(error);
  }
}
