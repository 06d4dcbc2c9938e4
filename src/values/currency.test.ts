import { describe, expect, it } from "vitest";
import { countryName, isCountry } from "./country.ts";
import { CURRENCIES, currency, minorDigits, parseCurrency } from "./currency.ts";

describe("the table of currencies", () => {
  it("has the number of ISO 4217 currencies that circulate, each once", () => {
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    const byDigits = Map.groupBy(CURRENCIES, minorDigits);
    const sizes = [...byDigits].map(([digits, codes]) => [digits, codes.length]);
    expect(Object.fromEntries(sizes)).toEqual({ 0: 16, 2: 132, 3: 7 });
    for (const code of CURRENCIES) expect(code).toMatch(/^[A-Z]{3}$/);
  });

  it("follows ISO where habits of cash differ", () => {
    expect(
      ["HUF", "COP", "IDR", "TWD", "MGA", "MRU"].map((code) => minorDigits(currency(code))),
    ).toEqual(Array(6).fill(2));
    expect(["ISK", "UGX", "JPY", "KRW"].map((code) => minorDigits(currency(code)))).toEqual(
      Array(4).fill(0),
    );
  });

  it.each(["eur", "EU", "EURO", "XAU", "XTS", "XXX", "CHE", "HRK", "DEM", "", "constructor"])(
    "does not know %j",
    (code) => expect(parseCurrency(code)).toBeNull(),
  );

  it("has a name in plain words for each, so that none is invented", () => {
    const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });
    const unnamed = CURRENCIES.filter((code) => names.of(code) === undefined);
    expect(unnamed).toEqual([]);
  });
});

describe("the table of countries", () => {
  it("has the 249 codes of ISO 3166-1, each with a name", () => {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ".matchAll(/./g)].map(([letter]) => letter);
    const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountry);
    expect(codes).toHaveLength(249);
    expect(codes.filter((code) => countryName(code, "en") === code)).toEqual([]);
    expect(["de", "DEU", "", "EU", "UK", "XX"].some(isCountry)).toBe(false);
  });
});
