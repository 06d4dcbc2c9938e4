import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Stripe from "stripe";
import { assertOutsideTransaction } from "#src/platform/database.ts";
import { KeyRejected, ProcessorAway, type ProcessorFault } from "../processor.ts";

/** The version everything here was written for; webhooks are pinned to it too. */
export const API_VERSION = "2026-10-28.endive";

const TIMEOUT_MS = 20_000;
const NETWORK_RETRIES = 2;
const AGENTS = {
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true }),
};

/** Stripe's own SDK, pointed at Stripe or at `apiBase`. */
export function createStripeClient(secretKey: string, apiBase: string | null): Stripe {
  const target = apiBase === null ? null : new URL(apiBase);
  const protocol = target?.protocol === "http:" ? "http" : "https";
  return new Stripe(secretKey, {
    apiVersion: API_VERSION,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    telemetry: false,
    httpAgent: AGENTS[protocol],
    ...(target
      ? { host: target.hostname, port: target.port || (protocol === "http" ? 80 : 443), protocol }
      : {}),
  });
}

/** Runs one request to Stripe; never while a database transaction is open (law 1). */
export async function ask<T>(request: () => Promise<T>): Promise<T> {
  assertOutsideTransaction("a request to Stripe");
  return request();
}

/** How a failed request is to be understood: turned down for sure, or nobody knows. */
export function readFault(error: unknown): { fault: ProcessorFault | null; message: string } {
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return { fault: "key_rejected", message: error.message };
  }
  if (error instanceof Stripe.errors.StripePermissionError) {
    return { fault: "permission_missing", message: error.message };
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return { fault: "too_many_requests", message: error.message };
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && (error.statusCode ?? 500) < 500) {
    return { fault: error.statusCode === 409 ? null : "request_refused", message: error.message };
  }
  return { fault: null, message: error instanceof Error ? error.message : String(error) };
}

/** Turns a failed look-up into our words; other errors are ours and pass through. */
export function lookUpFailed(error: unknown): Error {
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return new KeyRejected("Stripe no longer accepts the key of this connection.", {
      cause: error,
    });
  }
  if (error instanceof Stripe.errors.StripeError) {
    return new ProcessorAway(`Stripe did not answer: ${error.message}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Whether Stripe says that the object does not exist for this key. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing"
  );
}

/**
 * Stripe keeps the answer to a key even when it is a 500, for a day, so that asking again tells
 * nothing new. https://docs.stripe.com/api/idempotent_requests
 */
export function isStoredFailure(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeError &&
    (error.statusCode ?? 0) >= 500 &&
    error.headers?.["idempotent-replayed"] === "true"
  );
}
