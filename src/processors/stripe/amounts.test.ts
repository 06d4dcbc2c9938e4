import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES, currency, minorDigits } from "#src/values/currency.ts";
import { money } from "#src/values/money.ts";
import { canChargeWithStripe, fromStripeUnits, toStripeUnits } from "./amounts.ts";

const of = (minor: bigint, code: string) => money(minor, currency(code));

const CHARGED = CURRENCIES.filter((code) => canChargeWithStripe(of(1_000_000n, code)).ok);

describe("amounts as Stripe wants them", () => {
  it.each<[string, bigint, number]>([
    ["EUR", 1099n, 1099],
    ["JPY", 500n, 500], // no decimals, with ISO and with Stripe
    ["KRW", 50n, 50],
    ["ISK", 5n, 500], // none with ISO, two zeros with Stripe
    ["UGX", 5n, 500],
    ["MGA", 500n, 5], // two with ISO, none with Stripe
    ["HUF", 17_550n, 17_550], // charged with two decimals
    ["TWD", 80_045n, 80_045],
    ["KWD", 1_230n, 1_230], // three decimals, the last one 0
    ["BHD", 5_100n, 5_100],
    ["CLP", 1_000n, 1_000],
    ["XOF", 1_000n, 1_000],
  ])("sends %s %d as %d, and reads it back", (code, minor, units) => {
    expect(toStripeUnits(of(minor, code))).toBe(units);
    expect(fromStripeUnits(units, code.toLowerCase())).toEqual(of(minor, code));
  });

  it("come back as they were sent, in every currency that Stripe charges", () => {
    const charged = new Set<string>();
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 99_999_999_999n }),
        fc.constantFrom(...CURRENCIES),
        (minor, code) => {
          const amount = money(minor - (minor % 100n), code);
          if (!canChargeWithStripe(amount).ok) return;
          charged.add(code);
          const units = toStripeUnits(amount);
          expect(Number.isSafeInteger(units) && units > 0).toBe(true);
          expect(fromStripeUnits(units, code)).toEqual(amount);
          expect(fromStripeUnits(units, code.toLowerCase())).toEqual(amount);
        },
      ),
      { numRuns: 3000 },
    );
    expect(charged.size).toBeGreaterThan(130);
  });

  it("are read back whatever Stripe sends, fees and refunds below zero too", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        fc.constantFrom(...CHARGED.filter((code) => !["ISK", "UGX"].includes(code))),
        (units, code) => {
          const digits = { MGA: 0 }[String(code)] ?? minorDigits(code);
          const factor = 10n ** BigInt(minorDigits(code) - digits);
          expect(fromStripeUnits(units, code).amountMinor).toBe(BigInt(units) * factor);
        },
      ),
    );
  });

  it("are refused when they are no whole number, or of a currency nobody knows", () => {
    expect(() => fromStripeUnits(1.5, "eur")).toThrow("unusable");
    expect(() => fromStripeUnits(2 ** 53, "eur")).toThrow("unusable");
    expect(() => fromStripeUnits(100, "xyz")).toThrow("unusable");
  });
});

describe("what Stripe cannot charge", () => {
  it.each<[string, bigint]>([
    ["MGA", 50_050n],
    ["KWD", 1_234n],
    ["BHD", 1_001n],
    ["JOD", 5_005n],
    ["OMR", 9_999n],
    ["TND", 1_111n],
  ])("is finer than it takes: %s %d", (code, minor) => {
    const amount = of(minor, code);
    expect(canChargeWithStripe(amount)).toEqual({ ok: false, reason: "amount_not_chargeable" });
    expect(() => toStripeUnits(amount)).toThrow("Stripe cannot charge");
  });

  it.each(["IQD", "LYD", "CUP", "IRR", "KPW", "SYP", "SDG", "ERN"])(
    "is in a currency it does not take: %s",
    (code) => {
      const answer = canChargeWithStripe(of(1_000_000n, code));
      expect(answer).toEqual({ ok: false, reason: "amount_not_chargeable" });
    },
  );

  // https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units
  it.each<[string, bigint]>(
    Object.entries({
      USD: 50n,
      AED: 200n,
      AUD: 50n,
      BRL: 50n,
      CAD: 50n,
      CHF: 50n,
      CZK: 1500n,
      DKK: 250n,
      EUR: 50n,
      GBP: 30n,
      HKD: 400n,
      HUF: 17500n,
      INR: 50n,
      JPY: 50n,
      KRW: 50n,
      MXN: 1000n,
      MYR: 200n,
      NOK: 300n,
      NZD: 50n,
      PLN: 200n,
      RON: 200n,
      SEK: 300n,
      SGD: 50n,
      THB: 1000n,
      ARS: 50n,
      COP: 50n,
      IDR: 50n,
      ILS: 50n,
      PHP: 50n,
      ZAR: 50n,
    }),
  )("is less than its smallest charge: %s %d is the first that goes", (code, smallest) => {
    expect(canChargeWithStripe(of(smallest, code))).toEqual({ ok: true });
    const answer = canChargeWithStripe(of(smallest - 1n, code));
    expect(answer).toEqual({ ok: false, reason: "amount_too_small" });
  });

  it("is nothing, or less than nothing, in any currency", () => {
    for (const code of CURRENCIES) {
      expect(canChargeWithStripe(of(0n, code)).ok, code).toBe(false);
      expect(canChargeWithStripe(of(-10_000n, code)).ok, code).toBe(false);
    }
  });

  it("has more than the twelve digits that card networks carry", () => {
    expect(canChargeWithStripe(of(999_999_999_999n, "EUR"))).toEqual({ ok: true });
    const answer = canChargeWithStripe(of(1_000_000_000_000n, "EUR"));
    expect(answer).toEqual({ ok: false, reason: "amount_too_large" });
    expect(canChargeWithStripe(of(10_000_000_000n, "ISK")).ok).toBe(false);
  });

  it("is never sent: what is not chargeable stops before the request", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.constantFrom(...CURRENCIES),
        (minor, code) => {
          const amount = money(minor, code);
          if (canChargeWithStripe(amount).ok) expect(toStripeUnits(amount)).toBeGreaterThan(0);
          else expect(() => toStripeUnits(amount)).toThrow("Stripe cannot charge");
        },
      ),
    );
  });
});
