import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const SECRET_KEY = "a secret key that is long enough for tests only";
const sandbox = "http://127.0.0.1:4242";
const script = `${sandbox}/v3/stripe.js`;

/** Where the payment form's script comes from in this environment, or why it does not start. */
function scriptOf(environment: Record<string, string>): string | null {
  return readConfig({ SECRET_KEY, ...environment }).stripeJsUrl;
}

describe("the script of the payment form in a pop-up", () => {
  it("comes from Stripe where Stripe is asked, and from nowhere else", () => {
    expect(scriptOf({})).toMatch(/^https:\/\/js\.stripe\.com\/[a-z]+\/stripe\.js$/);
    expect(() => scriptOf({ STRIPE_JS_URL: script })).toThrow(
      /^STRIPE_JS_URL goes with STRIPE_API_BASE only/,
    );
  });

  it("comes from the stand-in where that is asked, and is not there when it has none", () => {
    expect(scriptOf({ STRIPE_API_BASE: sandbox, STRIPE_JS_URL: script })).toBe(script);
    expect(scriptOf({ STRIPE_API_BASE: sandbox })).toBeNull();
  });

  it("is not loaded in clear in production", () => {
    const production = { NODE_ENV: "production", STRIPE_API_BASE: "https://stripe.example" };
    expect(() => scriptOf({ ...production, STRIPE_JS_URL: script })).toThrow(
      /^STRIPE_JS_URL must begin with https/,
    );
  });
});
