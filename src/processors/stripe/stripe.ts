import type { Processor } from "../processor.ts";
import { canChargeWithStripe } from "./amounts.ts";
import { createStripeClient } from "./client.ts";
import { listStripeEvents } from "./events.ts";
import { readStripeKey } from "./key.ts";
import { lookUpStripePayment } from "./look-up.ts";
import { listMissingPermissions } from "./permissions.ts";
import { refundAtStripe } from "./refunds.ts";
import { expireStripeSession, openStripeSession } from "./sessions.ts";
import {
  checkStripeWebhook,
  createStripeWebhook,
  removeStripeWebhook,
} from "./webhook-endpoint.ts";

/** Stripe, seen through the {@link Processor} interface, with one connection's key. */
export function stripeProcessor(secretKey: string, apiBase: string | null): Processor {
  const stripe = createStripeClient(secretKey, apiBase);
  return {
    canCharge: canChargeWithStripe,
    openSession: (request, key) => openStripeSession(stripe, request, key),
    expireSession: (sessionId) => expireStripeSession(stripe, sessionId),
    lookUpPayment: (reference) => lookUpStripePayment(stripe, reference),
    refundPayment: (request, key) => refundAtStripe(stripe, request, key),
    listEvents: (since) => listStripeEvents(stripe, since),
    async checkKey() {
      const { kind, mode, last4 } = readStripeKey(secretKey);
      return { kind, mode, last4, missingPermissions: await listMissingPermissions(stripe) };
    },
    createWebhook: (request) => createStripeWebhook(stripe, request),
    checkWebhook: (endpointId, url) => checkStripeWebhook(stripe, endpointId, url),
    removeWebhook: (endpointId) => removeStripeWebhook(stripe, endpointId),
  };
}
