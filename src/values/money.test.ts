import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES, currency } from "./currency.ts";
import { decimal } from "./decimal.ts";
import {
  addMoney,
  money,
  moneyFromDecimal,
  moneyToDecimalText,
  negate,
  percentInside,
  percentOf,
  splitMoney,
  subtractMoney,
} from "./money.ts";

const EUR = currency("EUR");
const amount = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });
const rate = fc
  .tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 4 }))
  .map(([units, scale]) => ({ units: BigInt(units), scale }));

describe("money", () => {
  it("adds and subtracts within one currency, and stops at two", () => {
    expect(addMoney(money(10n, EUR), money(20n, EUR))).toEqual(money(30n, EUR));
    expect(subtractMoney(money(10n, EUR), money(20n, EUR))).toEqual(money(-10n, EUR));
    const usd = money(1n, currency("USD"));
    expect(() => addMoney(money(1n, EUR), usd)).toThrow("cannot add EUR and USD");
    expect(() => subtractMoney(money(1n, EUR), usd)).toThrow("cannot add EUR and USD");
  });

  it("is the same after a way through decimal text, in every currency", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.constantFrom(...CURRENCIES),
        (minor, code) => {
          const text = moneyToDecimalText(money(minor, code));
          expect(moneyFromDecimal(decimal(text), code)).toEqual(money(minor, code));
        },
      ),
    );
  });

  it.each([
    ["365925", "EUR", "3659.25"],
    ["5", "EUR", "0.05"],
    ["-5", "EUR", "-0.05"],
    ["184000", "JPY", "184000"],
    ["1", "KWD", "0.001"],
  ])("writes %s minor units of %s as %s", (minor, code, text) => {
    expect(moneyToDecimalText(money(BigInt(minor), currency(code)))).toBe(text);
  });
});

describe("splitting money", () => {
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
    .filter((list) => list.some((weight) => weight > 0n));

  it("conserves the sum to the last minor unit", () => {
    fc.assert(
      fc.property(amount, weights, (minor, list) => {
        const shares = splitMoney(money(minor, EUR), list);
        expect(shares).toHaveLength(list.length);
        expect(shares.reduce((sum, share) => sum + share.amountMinor, 0n)).toBe(minor);
      }),
    );
  });

  it("gives nobody more than one minor unit away from the exact share", () => {
    fc.assert(
      fc.property(amount, weights, (minor, list) => {
        const total = list.reduce((a, b) => a + b, 0n);
        splitMoney(money(minor, EUR), list).forEach((share, index) => {
          const error = share.amountMinor * total - minor * (list[index] ?? 0n);
          expect(error < total && -error < total).toBe(true);
        });
      }),
    );
  });

  it("gives nothing to a weight of zero, and the rest to the largest weights first", () => {
    const split = (minor: bigint, list: bigint[]) =>
      splitMoney(money(minor, EUR), list).map(({ amountMinor }) => Number(amountMinor));
    expect(split(100n, [1n, 1n, 1n])).toEqual([34, 33, 33]);
    expect(split(-100n, [1n, 1n, 1n])).toEqual([-34, -33, -33]);
    expect(split(101n, [1n, 2n, 1n])).toEqual([25, 51, 25]);
    expect(split(1n, [0n, 1n, 5n])).toEqual([0, 0, 1]);
    expect(() => split(1n, [0n])).toThrow("weights must add up to something");
    expect(() => split(1n, [2n, -1n])).toThrow("weights must add up to something");
  });
});

describe("percent", () => {
  it("of a net amount and inside the gross of it agree, to half a minor unit", () => {
    fc.assert(
      fc.property(amount, rate, (net, percent) => {
        const tax = percentOf(money(net, EUR), percent);
        const gross = addMoney(money(net, EUR), tax);
        const inside = percentInside(gross, percent).amountMinor;
        const difference = inside - tax.amountMinor;
        expect(difference >= -1n && difference <= 1n).toBe(true);
      }),
    );
  });

  it("is odd: a credit note takes back exactly what the invoice asked for", () => {
    fc.assert(
      fc.property(amount, rate, (minor, percent) => {
        const some = money(minor, EUR);
        expect(percentOf(negate(some), percent)).toEqual(negate(percentOf(some, percent)));
        expect(percentInside(negate(some), percent)).toEqual(negate(percentInside(some, percent)));
      }),
    );
  });

  it.each([
    ["10000", "19", 1900n, 1597n],
    ["400", "6.625", 27n, 25n],
    ["1", "50", 1n, 0n],
    ["999", "0", 0n, 0n],
    ["100", "100", 100n, 50n],
  ])("of and inside %s at %s %%", (minor, percent, of, inside) => {
    expect(percentOf(money(BigInt(minor), EUR), decimal(percent)).amountMinor).toBe(of);
    expect(percentInside(money(BigInt(minor), EUR), decimal(percent)).amountMinor).toBe(inside);
  });
});
