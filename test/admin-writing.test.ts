import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES, minorDigits } from "#src/values/currency.ts";
import { money } from "#src/values/money.ts";
import { day } from "#src/values/day.ts";
import { formatLongDay, formatMoney as serverFormat } from "#src/values/wording.ts";
import * as days from "../admin/src/ui/days.ts";
import * as admin from "../admin/src/ui/money.ts";

const locales = ["en", "en-US", "de", "de-CH", "fr", "ja", "nb", "pt-BR"];
const currencies = fc.constantFrom(...CURRENCIES);
const amounts = fc.maxSafeInteger();

describe("amounts in the admin", () => {
  it("have the digits that the server gives each currency", () => {
    const others = CURRENCIES.filter((code) => admin.minorDigits(code) !== minorDigits(code));
    expect(others).toEqual([]);
  });

  it("read exactly as on pages, mails and documents", () => {
    fc.assert(
      fc.property(currencies, amounts, fc.constantFrom(...locales), (currency, minor, locale) => {
        const here = admin.formatMoney(minor, currency, locale);
        expect(here).toBe(serverFormat(money(BigInt(minor), currency), locale));
      }),
    );
  });

  it("come back as they were when what is shown is typed again", () => {
    fc.assert(
      fc.property(
        currencies,
        fc.integer({ min: 0, max: 10 ** 15 - 1 }),
        fc.constantFrom(...locales),
        (currency, minor, locale) => {
          const shown = admin.formatPlain(minor, currency, locale);
          const decimal = admin.readDecimal(shown, locale);
          expect(admin.decimalToMinor(decimal ?? "", currency)).toBe(minor);
        },
      ),
    );
  });

  it.each([
    ["1,234.50", "en", "1234.50"],
    ["1234,5", "en", "1234.5"],
    ["1,234", "en", "1234"],
    ["1.234,50", "de", "1234.50"],
    ["1.234", "de", "1234"],
    ["12.5", "de", "12.5"],
    ["1 234,50", "fr", "1234.50"],
    ["1’234.50", "de-CH", "1234.50"],
    [".5", "en", "0.5"],
    ["5.", "en", "5"],
    ["−3", "en", "-3"],
  ])("read %s in %s as %s", (typed, locale, decimal) => {
    expect(admin.readDecimal(typed, locale)).toBe(decimal);
  });

  it.each(["", "abc", "1.2.3", "1,2,3", "--1", "1e3", "0x10"])("do not read %j at all", (typed) => {
    expect(admin.readDecimal(typed, "en")).toBeNull();
  });

  it("finer than the currency goes are refused, not rounded", () => {
    expect(admin.decimalToMinor("12.345", "EUR")).toBeNull();
    expect(admin.decimalToMinor("12.345", "KWD")).toBe(12345);
    expect(admin.decimalToMinor("12.50", "JPY")).toBeNull();
    expect(admin.decimalToMinor("12.00", "JPY")).toBe(12);
    expect(admin.decimalToMinor("99999999999999999", "EUR")).toBeNull();
  });
});

describe("days in the admin", () => {
  it.each([...locales, "fr-CA"])(
    "read exactly as on pages, mails and documents in %s",
    (locale) => {
      for (const text of ["2026-08-01", "2026-08-11", "2026-12-31"]) {
        expect(days.formatLongDay(text, locale)).toBe(formatLongDay(day(text), locale));
      }
    },
  );

  it("begin a French month with its premier", () => {
    expect(days.formatLongDay("2026-08-01", "fr")).toBe("1er août 2026");
    expect(days.formatShortDay("1999-08-01", "fr")).toBe("1er août 1999");
    expect(days.formatWeekday(new Date(2026, 7, 1), "fr")).toBe("samedi 1er août");
  });
});
