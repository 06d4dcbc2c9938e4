import type { Business } from "#src/businesses/business.ts";
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

/** Refuses with `key_mode_mismatch` when the publishable key is of the other mode. */
export function checkPublishableKey(secretKey: string, publishableKey: string | null): void {
  if (publishableKey === null) return;
  const match = /^pk_(test|live)_[A-Za-z0-9_]+$/.exec(cleanKey(publishableKey));
  if (!match) {
    throw refuseField(
      "credentials.publishableKey",
      "must be a publishable key; it starts with pk_",
    );
  }
  if (match[1] === readStripeKey(secretKey).mode) return;
  throw new Refusal(
    "key_mode_mismatch",
    "One key is for testing and the other is live. Use two of the same kind.",
  );
}
