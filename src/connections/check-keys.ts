import type { Business } from "#src/businesses/business.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import { cleanKey, readStripeKey } from "#src/processors/stripe/key.ts";

/** Refuses a test key with `key_is_test` where the business takes live keys only. */
export function requireAllowedMode(business: Business, secretKey: string): void {
  const { mode } = readStripeKey(secretKey);
  if (!business.isLiveKeysOnly || mode === "live") return;
  throw new Refusal(
    "key_is_test",
    "This is a test key, and this business accepts live keys only. Use a key that starts with sk_live_ or rk_live_, or allow test keys in Settings, Business.",
  );
}

/**
 * A publishable key as it is kept. Refuses what is none at its `path`, and with `key_mode_mismatch`
 * one of another mode than the secret key.
 */
export function readPublishableKey(pasted: string, mode: Mode, path: string): string {
  const key = cleanKey(pasted);
  const match = /^pk_(test|live)_[A-Za-z0-9_]{1,250}$/.exec(key);
  if (!match) throw refuseField(path, "must be a publishable key; it starts with pk_");
  if (match[1] === mode) return key;
  throw new Refusal(
    "key_mode_mismatch",
    "One key is for testing and the other is live. Use two of the same kind.",
  );
}

/** The publishable key given beside a secret one, checked before anyone is asked. */
export function publishableKeyBeside(secretKey: string, given: string | null): string | null {
  const { mode } = readStripeKey(secretKey);
  return given === null ? null : readPublishableKey(given, mode, "credentials.publishableKey");
}
