import { seenWith, type Target } from "./target.ts";

/** Each look is a request of its own, some tenths of a second long. */
const mostLooks = 600;

/** Stripe itself in test mode, with the key of `STRIPE_TEST_KEY`; null when there is none. */
export function stripeTarget(env: NodeJS.ProcessEnv): Target | null {
  const key = env["STRIPE_TEST_KEY"]?.trim() ?? "";
  if (key === "") return null;
  if (!/^sk_test_\w+$/.test(key)) {
    throw new Error(
      "STRIPE_TEST_KEY must be a secret test key (sk_test_…). With any other key nothing is asked: the contract pays, refunds and disputes.",
    );
  }
  return {
    ...seenWith(key, null),
    deadKey: "sk_test_mistypedMistypedMistyped",
    async until(look, isSo) {
      for (let count = 0; count < mostLooks; count += 1) {
        const seen = await look();
        if (isSo(seen)) return seen;
      }
      throw new Error(`it did not come about within ${mostLooks} looks`);
    },
  };
}
