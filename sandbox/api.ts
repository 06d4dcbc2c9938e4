import { setTimeout as pause } from "node:timers/promises";
import { StripeError, errorBody, invalid, unrecognizedUrl } from "./errors.ts";
import { expandAnswer, readExpand } from "./expand.ts";
import type { Fault } from "./faults.ts";
import { decodeForm, type RawGroup } from "./form.ts";
import { busy, fingerprint, placeOf, replayOf, type InProgress } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { authenticate, checkPermission, type Key } from "./keys.ts";
import { findRoute } from "./routes.ts";
import type { StoredAnswer } from "./state.ts";
import type { World } from "./world.ts";

export interface ApiRequest {
  method: string;
  path: string;
  /** The query of a GET or DELETE, or else the body: both form-encoded. */
  form: string;
  headers: { readonly [name: string]: string | string[] | undefined };
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A request and its answer, as an `onExchange` hook sees them. */
export interface Exchange {
  method: string;
  path: string;
  apiVersion: string;
  /** Decoded: `{amount: "100", expand: {"0": "customer"}}`. */
  requestBody: RawGroup;
  status: number;
  responseBody: unknown;
}

interface Attempt {
  request: ApiRequest;
  key: Key;
  requestId: string;
  apiVersion: string;
  idempotencyKey: string | null;
  fault: Fault | undefined;
}

/** Answers an API request; null means: break the connection without an answer. */
export async function answerApi(
  world: World,
  inProgress: InProgress,
  request: ApiRequest,
): Promise<ApiAnswer | null> {
  if (world.faults.isUnreachable) return null;
  const requestId = newId("req_", 14);
  let livemode = false;
  try {
    const key = authenticate(world.state, header(request, "authorization"), world.clock.seconds());
    livemode = key.account.livemode;
    const attempt: Attempt = {
      request,
      key,
      requestId,
      apiVersion: readVersion(header(request, "stripe-version"), key.account.apiVersion),
      idempotencyKey:
        request.method === "POST" ? (header(request, "idempotency-key") ?? null) : null,
      fault: world.faults.take(request.method, request.path),
    };
    return await answerAttempt(world, inProgress, attempt);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return {
      status: error.status,
      headers: baseHeaders(requestId),
      body: print(errorBody(error, requestId, livemode)),
    };
  }
}

async function answerAttempt(
  world: World,
  inProgress: InProgress,
  attempt: Attempt,
): Promise<ApiAnswer | null> {
  const { key, idempotencyKey, fault, request } = attempt;
  const isBroken = refuseByFault(fault, idempotencyKey);
  if (isBroken) return null;
  const name = `${request.method} ${request.path}`;
  if (idempotencyKey !== null) {
    const stored = replayOf(key.account, inProgress, idempotencyKey, name, request.form);
    if (stored) return fault?.kind === "timeout_after" ? null : replay(attempt, stored);
  }
  const place = placeOf(key.account, idempotencyKey ?? attempt.requestId);
  inProgress.add(place);
  try {
    if (fault?.kind === "latency") await pause(fault.ms ?? 1000);
    const answer = execute(world, attempt);
    return fault?.kind === "timeout_after" ? null : answer;
  } finally {
    inProgress.delete(place);
  }
}

function replay(attempt: Attempt, stored: StoredAnswer): ApiAnswer {
  const marks = { "original-request": stored.requestId, "idempotent-replayed": "true" };
  return {
    status: stored.status,
    headers: { ...attemptHeaders(attempt), ...marks },
    body: stored.body,
  };
}

/** Carries the request out and keeps its result for the idempotency key, once execution began. */
function execute(world: World, attempt: Attempt): ApiAnswer {
  const { key, requestId, fault } = attempt;
  let status = 200;
  let body: string;
  try {
    if (fault?.kind === "stored_500" && fault.effect === false) throw serverError();
    const answer = perform(world, attempt);
    if (fault?.kind === "stored_500") throw serverError();
    body = print(answer);
  } catch (error) {
    if (!(error instanceof StripeError) || error.isBeforeExecution) throw error;
    status = error.status;
    body = print(errorBody(error, requestId, key.account.livemode));
  }
  if (attempt.idempotencyKey !== null) {
    key.account.idempotency[attempt.idempotencyKey] = {
      fingerprint: fingerprint(attempt.request.form),
      route: `${attempt.request.method} ${attempt.request.path}`,
      status,
      body,
      requestId,
    };
  }
  if (attempt.request.method !== "GET") world.changed();
  return { status, headers: attemptHeaders(attempt), body };
}

function perform(world: World, attempt: Attempt): object {
  const { key, request, requestId, apiVersion, idempotencyKey } = attempt;
  const found = findRoute(request.method, request.path);
  if (!found) throw unrecognizedUrl(request.method, request.path);
  checkPermission(key, found.route.permission);
  const { expand, ...params } = decodeForm(request.form);
  const paths = readExpand(expand);
  const call = {
    world,
    account: key.account,
    key,
    id: found.id,
    apiVersion,
    request: { id: requestId, idempotencyKey },
  };
  const answer = found.route.run(call, params);
  try {
    return expandAnswer(key, answer, paths);
  } catch (error) {
    // The effect stands, so this refusal is a result to keep like any other.
    throw error instanceof StripeError ? new StripeError(error.status, error.fields) : error;
  }
}

/** Refuses the call as its fault says; true when the connection shall break at once. */
function refuseByFault(fault: Fault | undefined, idempotencyKey: string | null): boolean {
  switch (fault?.kind) {
    case "timeout_before":
      break;
    case "500":
      throw serverError(true);
    case "409":
      throw busy(idempotencyKey ?? "");
    case "429":
      throw tooMany(
        "rate_limit",
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
      );
    case "lock_timeout":
      throw tooMany(
        "lock_timeout",
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate.",
      );
    case "latency":
    case "stored_500":
    case "timeout_after":
    case undefined:
      return false;
  }
  return true;
}

function serverError(isBeforeExecution = false): StripeError {
  const message =
    "An unknown error occurred. Please try again, or contact support if the problem persists.";
  return new StripeError(500, { type: "api_error", message }, isBeforeExecution);
}

function tooMany(code: string, message: string): StripeError {
  return new StripeError(429, { type: "invalid_request_error", code, message }, true);
}

function readVersion(given: string | undefined, fallback: string): string {
  if (given === undefined) return fallback;
  if (/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(given)) return given;
  throw invalid(`Invalid Stripe API version: ${given}`);
}

function attemptHeaders({
  apiVersion,
  idempotencyKey,
  requestId,
}: Attempt): Record<string, string> {
  const headers = { ...baseHeaders(requestId), "stripe-version": apiVersion };
  return idempotencyKey === null ? headers : { ...headers, "idempotency-key": idempotencyKey };
}

function baseHeaders(requestId: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "request-id": requestId,
    "cache-control": "no-cache, no-store",
  };
}

function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function print(body: object): string {
  return JSON.stringify(body, null, 2);
}
