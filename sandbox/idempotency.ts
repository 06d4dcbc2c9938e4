import { createHash } from "node:crypto";
import { StripeError } from "./errors.ts";
import { find, type Account, type StoredAnswer } from "./state.ts";

const longestKey = 255;

/** Requests that are running right now, by account and key; not part of the saved state. */
export type InProgress = Set<string>;

/** What identifies a request beside its key: the same key with another one is refused. */
export function fingerprint(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** The stored answer to replay, if this key was used before; refuses a misused or busy key. */
export function replayOf(
  account: Account,
  inProgress: InProgress,
  key: string,
  route: string,
  body: string,
): StoredAnswer | undefined {
  if (key.length > longestKey)
    throw misuse(400, `Idempotency keys can be at most ${longestKey} characters long.`);
  if (inProgress.has(placeOf(account, key))) throw busy(key);
  const stored = find(account.idempotency, key);
  if (!stored) return undefined;
  if (stored.route !== route)
    throw misuse(
      400,
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${stored.route.split(" ")[1]}'). Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  if (stored.fingerprint !== fingerprint(body))
    throw misuse(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  return stored;
}

export function placeOf(account: Account, key: string): string {
  return `${account.livemode} ${account.id} ${key}`;
}

export function busy(key: string): StripeError {
  const message = `There is currently another in-progress request using this Stripe account with that idempotency key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again soon, or use a different key.`;
  return misuse(409, message, "idempotency_key_in_use");
}

function misuse(status: number, message: string, code?: string): StripeError {
  const fields = { type: "idempotency_error" as const, message, ...(code ? { code } : {}) };
  return new StripeError(status, fields, true);
}
