import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES, currency, minorDigits } from "./currency.ts";
import { day } from "./day.ts";
import { decimal } from "./decimal.ts";
import { money, moneyToDecimalText } from "./money.ts";
import {
  formatInstant,
  formatLongDay,
  formatMoney,
  formatPrice,
  formatQuantity,
  formatRate,
  formatShortDay,
} from "./wording.ts";

const of = (minor: bigint, code: string, locale = "en") =>
  formatMoney(money(minor, currency(code)), locale).replaceAll("\u00a0", " ");

describe("amounts as people read them", () => {
  it.each<[bigint, string, string, string]>([
    [365_925n, "EUR", "en", "€3,659.25"],
    [365_925n, "EUR", "de", "3.659,25 €"],
    [1_200n, "USD", "en-US", "$12.00"],
    [1_200n, "USD", "en", "US$12.00"],
    [184_000n, "JPY", "en", "¥184,000"],
    [1_234n, "KWD", "en", "KWD 1.234"],
    [1_500n, "ISK", "en", "ISK 1,500"],
    [-1_200n, "EUR", "en", "\u2212€12.00"],
    [0n, "EUR", "en", "€0.00"],
    [9_007_199_254_740_991n, "EUR", "en", "€90,071,992,547,409.91"],
    [9_007_199_254_740_991n, "JPY", "en", "¥9,007,199,254,740,991"],
  ])("writes %d minor units of %s in %s as %s", (minor, code, locale, text) => {
    expect(of(minor, code, locale)).toBe(text);
  });

  it("tells one dollar from another everywhere", () => {
    const dollars = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL"];
    for (const locale of ["en", "en-US", "en-CA", "en-AU", "es-MX", "fr-CA", "de", "ja"]) {
      const texts = dollars.map((code) => of(100n, code, locale));
      expect(new Set(texts).size, locale).toBe(dollars.length);
    }
  });

  it("keeps every digit of every amount, far beyond what a number carries", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.constantFrom(...CURRENCIES),
        fc.constantFrom("en", "en-US", "de", "de-CH", "fr", "ja", "pt-BR", "pl", "sv", "hi"),
        (minor, code, locale) => {
          const text = formatMoney(money(minor, code), locale);
          const digits = text.replaceAll(/\D/g, "");
          expect(BigInt(digits)).toBe(minor < 0n ? -minor : minor);
          expect(digits.length).toBeGreaterThan(minorDigits(code));
          expect(text.includes("\u2212")).toBe(minor < 0n);
          expect(text).not.toContain("-");
        },
      ),
    );
  });

  it("says the same as the decimal text does, digit for digit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (minor) => {
        const some = money(minor, currency("EUR"));
        expect(formatMoney(some, "en").replaceAll(/[€,]/g, "")).toBe(moneyToDecimalText(some));
      }),
    );
  });
});

describe("quantities, rates and prices", () => {
  it.each([
    ["1", "1"],
    ["2.50", "2.5"],
    ["1250", "1,250"],
    ["0.000001", "0.000001"],
    ["-3", "\u22123"],
    ["1000000.123456", "1,000,000.123456"],
  ])("writes the quantity %s as %s", (quantity, text) => {
    expect(formatQuantity(decimal(quantity), "en")).toBe(text);
  });

  it.each([
    ["19", "19%"],
    ["19.00", "19%"],
    ["6.625", "6.625%"],
    ["0", "0%"],
  ])("writes the rate %s as %s", (rate, text) => {
    expect(formatRate(decimal(rate), "en")).toBe(text);
  });

  it.each([
    ["100", "€100.00"],
    ["0.1", "€0.10"],
    ["0.0125", "€0.0125"],
    ["999999999999.999999", "€999,999,999,999.999999"],
    ["-5", "\u2212€5.00"],
  ])("writes the price %s with no digit less: %s", (price, text) => {
    expect(formatPrice(decimal(price), currency("EUR"), "en")).toBe(text);
  });
});

describe("days as people read them", () => {
  it("do not move with the zone of the machine", () => {
    expect(formatLongDay(day("2026-11-22"), "en")).toBe("22 November 2026");
    expect(formatLongDay(day("2026-11-22"), "en-US")).toBe("November 22, 2026");
    expect(formatShortDay(day("2028-02-29"), "en")).toBe("29 Feb");
  });

  it.each(["fr", "fr-CA", "fr-CH", "FR"])("begin a month with its premier in %s", (locale) => {
    expect(formatLongDay(day("2026-08-01"), locale)).toBe("1er août 2026");
    expect(formatShortDay(day("2026-12-01"), locale)).toBe("1er déc.");
    const at = new Date("2026-07-31T22:15:00Z");
    expect(formatInstant(at, "Europe/Paris", locale)).toMatch(/^1er août 2026, 00/);
    expect(formatLongDay(day("2026-08-11"), locale)).toBe("11 août 2026");
    expect(formatLongDay(day("2026-08-21"), locale)).toBe("21 août 2026");
  });

  it.each([
    ["it", "1 agosto 2026"],
    ["es", "1 de agosto de 2026"],
    ["de", "1. August 2026"],
  ])("begin a month as any other day in %s", (locale, text) => {
    expect(formatLongDay(day("2026-08-01"), locale)).toBe(text);
  });

  it("are told in the zone of the business, midnight as 00:00", () => {
    const at = new Date("2026-03-29T01:00:00Z");
    expect(formatInstant(at, "Europe/Berlin", "en")).toBe("29 March 2026, 03:00");
    expect(formatInstant(at, "America/New_York", "en")).toBe("28 March 2026, 21:00");
    const midnight = new Date("2026-06-30T22:00:00Z");
    expect(formatInstant(midnight, "Europe/Berlin", "en")).toBe("1 July 2026, 00:00");
    expect(formatInstant(midnight, "Europe/Berlin", "en-US")).toBe("July 1, 2026, 00:00");
  });
});
