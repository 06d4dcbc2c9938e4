import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasLuhn, maskCardNumbers } from "./card-number.ts";

const CARDS = [
  "4242424242424242",
  "4222222222222",
  "5555555555554444",
  "2223003122003222",
  "378282246310005",
  "6011111111111117",
  "3056930009020004",
  "36227206271667",
  "3566002020360505",
  "6200000000000005",
  "6304000000000000000",
];

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((some) => some.join(""));

const checkDigit = (start: string) =>
  String(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].find((one) => hasLuhn(start + one)));

/** Visa, Mastercard, American Express and Discover numbers nobody has thought of. */
const card = fc
  .constantFrom(
    { prefix: "4", length: 16 },
    { prefix: "51", length: 16 },
    { prefix: "2230", length: 16 },
    { prefix: "37", length: 15 },
    { prefix: "6011", length: 16 },
  )
  .chain(({ prefix, length }) =>
    digits(length - prefix.length - 1).map((middle) => {
      const start = `${prefix}${middle}`;
      return start + checkDigit(start);
    }),
  );

const separator = fc.constantFrom(" ", "-", "\u00a0", "");

describe("a card number that somebody typed", () => {
  it.each(CARDS)("is masked but for the last four digits: %s [attack 49]", (number) => {
    const masked = maskCardNumbers(`Card ${number}, thanks`);
    expect(masked).toBe(`Card ${"•".repeat(number.length - 4)}${number.slice(-4)}, thanks`);
  });

  it.each([
    ["4242 4242 4242 4242", "•••• •••• •••• 4242"],
    ["3782-822463-10005", "••••-••••••-•0005"],
    ["card:4242424242424242", "card:••••••••••••4242"],
    ["visa4242424242424242", "visa••••••••••••4242"],
    ["4242 4242 4242 4242 12/28 123", "•••• •••• •••• 4242 12/28 123"],
    ["No. 7 4242 4242 4242 4242", "No. 7 •••• •••• •••• 4242"],
    ["4242424242424242 5555555555554444", "••••••••••••4242 ••••••••••••4444"],
    ["4242424242424242\n5555 5555 5555 4444", "••••••••••••4242\n•••• •••• •••• 4444"],
    [
      "IBAN DE89 3704 0044 0532 0130 00, card 4242 4242 4242 4242",
      "IBAN DE89 3704 0044 0532 0130 00, card •••• •••• •••• 4242",
    ],
  ])("is masked in its surroundings: %s [attack 49]", (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });

  it("is masked in one piece and in groups as cards print them, and twice is once [attack 49]", () => {
    const groups = fc.constantFrom([19], [4, 4, 4, 4, 4], [4, 6, 5]);
    fc.assert(
      fc.property(
        card,
        groups,
        separator,
        fc.constantFrom("", "Card: ", "pay with ", "(", "x\n"),
        (number, sizes, between, before) => {
          fc.pre(sizes[1] !== 6 || number.length === 15);
          let rest = number;
          const parts = sizes.map((size) => {
            const part = rest.slice(0, size);
            rest = rest.slice(size);
            return part;
          });
          const typed = parts.filter((part) => part !== "").join(between);
          const masked = maskCardNumbers(`${before}${typed} please`);
          expect(masked.replaceAll(/\D/g, "")).toBe(number.slice(-4));
          expect(masked).toHaveLength(`${before}${typed} please`.length);
          expect(maskCardNumbers(masked)).toBe(masked);
        },
      ),
    );
  });

  it.each([
    ["groups of one digit", "1-".repeat(500_000)],
    ["groups of four", "4111 ".repeat(200_000)],
    ["cards without end", "4242424242424242 ".repeat(60_000)],
    ["half IBANs", "DE89 ".repeat(200_000)],
    ["company numbers", "SIRET 1 ".repeat(100_000)],
  ])("is looked for in a megabyte of %s without stopping everything", (_, text) => {
    expect(maskCardNumbers(text)).toHaveLength(text.length);
  });
});

/** An IBAN with the right check digits. */
function ibanOf(country: string, account: string): string {
  const letters = `${account}${country}00`.replaceAll(/[A-Z]/g, (one) =>
    String(one.charCodeAt(0) - 55),
  );
  const check = String(98n - (BigInt(letters) % 97n)).padStart(2, "0");
  return `${country}${check}${account}`;
}

describe("what is no card number", () => {
  const iban = fc.oneof(
    digits(18).map((account) => ibanOf("DE", account)),
    digits(12).map((account) => ibanOf("BE", account)),
    digits(11).map((account) => ibanOf("NO", account)),
    digits(14).map((account) => ibanOf("GB", `NWBK${account}`)),
    digits(20).map((account) => ibanOf("ES", account)),
  );

  it("stays as it is: IBANs, in one piece or in groups of four [attack 49]", () => {
    fc.assert(
      fc.property(iban, fc.boolean(), (one, isGrouped) => {
        const typed = isGrouped ? one.replaceAll(/(.{4})(?=.)/g, "$1 ") : one;
        const text = `Please pay to ${typed}, BIC COBADEFFXXX`;
        expect(maskCardNumbers(text)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    "SIRET 380 129 866 46850",
    "SIRET : 38012986646850, TVA FR40303265045",
    "Period 30-01-2026–11-02-2026",
    "30.01.2026-11.02.2026",
  ])("stays as it is: %s [attack 49]", (text) => {
    expect(maskCardNumbers(text)).toBe(text);
  });

  it("stays as it is: telephone numbers with their country [attack 49]", () => {
    const phone = fc
      .tuple(fc.constantFrom("+49", "+44", "+33", "0049", "+1"), digits(11))
      .map(([country, rest]) => `${country}${rest}`);
    fc.assert(
      fc.property(phone, (number) => {
        const text = `Tel. ${number}`;
        expect(maskCardNumbers(text)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays as it is: numbers of 13 to 19 digits that fail the check digit [attack 49]", () => {
    const order = fc
      .integer({ min: 13, max: 19 })
      .chain(digits)
      .filter((number) => !hasLuhn(number));
    fc.assert(
      fc.property(order, (number) => {
        expect(maskCardNumbers(`Order ${number}`)).toBe(`Order ${number}`);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays as it is: shorter and longer numbers, bar codes, devices, days, decimals", () => {
    for (const text of [
      "2026-0042",
      "RE-2026-0000000042",
      "20261123000042",
      "4006381333931",
      "IMEI 352099001761481",
      "2026-11-23 15:04:05",
      "1.4242424242424242",
      "42424242424242424242424242",
      "0000000000000000",
    ]) {
      expect(maskCardNumbers(text)).toBe(text);
    }
  });

  it("stays as it is: text without digits, to the last character", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replaceAll(/\d/g, "");
        expect(maskCardNumbers(plain)).toBe(plain);
      }),
    );
  });
});
