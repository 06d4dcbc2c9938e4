import { Refusal } from "#src/platform/refusal.ts";

export interface StripeKey {
  readonly kind: "secret" | "restricted";
  readonly mode: "test" | "live";
  readonly last4: string;
}

const KEY = /^(sk|rk)_(test|live)_[A-Za-z0-9_]{4,250}$/;

/** A pasted key without the spaces and line breaks that came along. */
export function cleanKey(pasted: string): string {
  return pasted.replace(/\s+/g, "");
}

/**
 * Reads kind and mode from a key's prefix. Refuses with `key_is_publishable` or `key_rejected`
 * before Stripe is asked anything.
 */
export function readStripeKey(key: string): StripeKey {
  if (key.startsWith("pk_")) {
    throw new Refusal(
      "key_is_publishable",
      "This is a publishable key (it starts with pk_). Paste the secret or restricted key instead; Stripe shows it on the same page.",
    );
  }
  const match = KEY.exec(key);
  if (!match) {
    throw new Refusal(
      "key_rejected",
      "This is not a Stripe key. Secret keys start with sk_, restricted keys with rk_; copy the whole key.",
    );
  }
  return {
    kind: match[1] === "sk" ? "secret" : "restricted",
    mode: match[2] === "live" ? "live" : "test",
    last4: key.slice(-4),
  };
}
