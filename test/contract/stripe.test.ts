import { describe, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { stripeTarget } from "./stripe-target.ts";
import type { Target } from "./target.ts";

/** Test cards are quick, but a test refund or debit takes Stripe its time. */
const timeoutMs = 10 * 60_000;

const stripe = stripeTarget(process.env);

function runAt(target: Target): void {
  describe.each(Object.entries(cases))("on %s", (_subject, list) => {
    for (const each of list) it(each.name, () => each.run(target), timeoutMs);
  });
}

describe("Stripe keeps the contract", () => {
  if (stripe !== null) runAt(stripe);
  else it("is not asked", ({ skip }) => skip("STRIPE_TEST_KEY is not set"));
});

describe("the key for it", () => {
  it.each(["sk_live_51abcd", "rk_live_51abcd", "rk_test_51abcd", "pk_test_51abcd", "51abcd"])(
    "is never %s: only secret test keys pay, refund and dispute",
    (key) => {
      expect(() => stripeTarget({ STRIPE_TEST_KEY: key })).toThrow("must be a secret test key");
    },
  );

  it("may be missing or empty, and then nothing is asked", () => {
    expect(stripeTarget({})).toBeNull();
    expect(stripeTarget({ STRIPE_TEST_KEY: "" })).toBeNull();
  });
});
