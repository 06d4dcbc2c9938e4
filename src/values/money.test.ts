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
        fc.bigInt({ min: 1n - 10n ** 15n, max: 10n ** 15n - 1n }),
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
