import type { Processor } from "../processor.ts";
import { canChargeWithStripe } from "./amounts.ts";
import { createStripeClient } from "./client.ts";
import { listStripeEvents } from "./events.ts";
import { listHeldAtStripe } from "./held.ts";
import { readStripeKey } from "./key.ts";
import { lookUpStripePayment } from "./look-up.ts";
import { lookUpStripePayout, listStripeCurrencies } from "./payouts.ts";
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
    listHeld: (since, alsoIntents) => listHeldAtStripe(stripe, since, alsoIntents),
    lookUpPayout: (payoutId) => lookUpStripePayout(stripe, payoutId),
    async checkKey() {
      const { kind, mode, last4 } = readStripeKey(secretKey);
      const missingPermissions = await listMissingPermissions(stripe);
      const settlementCurrencies = await listStripeCurrencies(stripe);
      return { kind, mode, last4, missingPermissions, settlementCurrencies };
    },
    createWebhook: (request) => createStripeWebhook(stripe, request),
    checkWebhook: (endpointId, url) => checkStripeWebhook(stripe, endpointId, url),
    removeWebhook: (endpointId) => removeStripeWebhook(stripe, endpointId),
  };
}
