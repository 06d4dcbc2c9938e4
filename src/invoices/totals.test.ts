import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Currency, currency } from "#src/values/currency.ts";
import { decimal } from "#src/values/decimal.ts";
import { computeTotals, type Totals } from "./totals.ts";

/** Quantity, unit price, tax rate in percent (null: a line without tax). */
type Line = readonly [quantity: string, unitPrice: string, taxRate: string | null];

function totalsOf(lines: readonly Line[], code: string, isTaxInclusive = false): Totals {
  const priced = lines.map(([quantity, unitPrice, taxRate]) => ({
    quantity: decimal(quantity),
    unitPrice: decimal(unitPrice),
    taxRate: taxRate === null ? null : decimal(taxRate),
  }));
  return computeTotals(priced, currency(code), isTaxInclusive);
}

/** Only the figures an invoice shows, in minor units. */
function figures(totals: Totals) {
  return {
    lines: totals.lineAmounts.map(({ amountMinor }) => Number(amountMinor)),
    taxes: totals.taxes.map(({ base, tax }) => [Number(base.amountMinor), Number(tax.amountMinor)]),
    subtotal: Number(totals.subtotal.amountMinor),
    taxTotal: Number(totals.taxTotal.amountMinor),
    total: Number(totals.total.amountMinor),
  };
}

describe("published examples", () => {
  it("comes to the figures of Peppol BIS Billing 3.0's base example", () => {
    // https://docs.peppol.eu/poacc/billing/3.0/ base-example.xml: two lines and a charge at 25 %
    const lines: Line[] = [
      ["7", "400", "25.0"],
      ["-3", "500", "25.0"],
      ["1", "25", "25.0"],
    ];
    expect(figures(totalsOf(lines, "EUR"))).toEqual({
      lines: [280_000, -150_000, 2_500],
      taxes: [[132_500, 33_125]],
      subtotal: 132_500,
      taxTotal: 33_125,
      total: 165_625,
    });
  });

  it("comes to the figures of Peppol's example with two rates, allowance and charge", () => {
    // Vat-category-S.xml: 25 % and 15 %, where 25 and 25.0 are one rate
    const lines: Line[] = [
      ["10", "400", "25.0"],
      ["10", "200", "15.0"],
      ["10", "90", "25.0"],
      ["1", "200", "25"],
      ["1", "-100", "25"],
    ];
    expect(figures(totalsOf(lines, "EUR"))).toMatchObject({
      taxes: [
        [200_000, 30_000],
        [500_000, 125_000],
      ],
      subtotal: 700_000,
      taxTotal: 155_000,
      total: 855_000,
    });
  });

  it("takes a sixth out of a gross price at 20 %, as the VAT fraction says", () => {
    // https://www.gov.uk/guidance/vat-guide-notice-700 (VAT fraction 1/6)
    expect(figures(totalsOf([["1", "120.00", "20"]], "GBP", true))).toMatchObject({
      subtotal: 10_000,
      taxTotal: 2_000,
      total: 12_000,
    });
    expect(figures(totalsOf([["1", "100.00", "20"]], "GBP", true))).toMatchObject({
      subtotal: 8_333,
      taxTotal: 1_667,
      total: 10_000,
    });
  });
});

describe("rounding [fault 26]", () => {
  it.each<[string, Line[], string, boolean, number, number]>([
    [
      "0.1 + 0.2",
      [
        ["1", "0.1", null],
        ["1", "0.2", null],
      ],
      "EUR",
      false,
      0,
      30,
    ],
    ["79.99 × 100", [["100", "79.99", null]], "USD", false, 0, 799_900],
    ["6.625 % of 79.99 × 100", [["100", "79.99", "6.625"]], "USD", false, 52_993, 852_893],
    ["6.625 % of 4.00: half a cent goes up", [["1", "4.00", "6.625"]], "USD", false, 27, 427],
    ["1.005 is exactly half, not below", [["1", "1.005", null]], "EUR", false, 0, 101],
    ["-1.005 goes away from zero", [["1", "-1.005", null]], "EUR", false, 0, -101],
    ["1.5 × 33.33", [["1.5", "33.33", null]], "EUR", false, 0, 5_000],
    ["no decimals: 8 % of 1,001 yen", [["1", "1001", "8"]], "JPY", false, 80, 1_081],
    ["no decimals: 10 % of 1,005 yen", [["1", "1005", "10"]], "JPY", false, 101, 1_106],
    ["no decimals, tax inside 1,100 yen", [["1", "1100", "10"]], "JPY", true, 100, 1_100],
    ["three decimals: 5 % of 0.010 dinar", [["1", "0.010", "5"]], "KWD", false, 1, 11],
    ["three decimals: 5 % of 1.234 dinar", [["1", "1.234", "5"]], "KWD", false, 62, 1_296],
    ["19 % inside 119.00", [["1", "119.00", "19"]], "EUR", true, 1_900, 11_900],
    ["7 % inside 0.01", [["1", "0.01", "7"]], "EUR", true, 0, 1],
    ["a zero price", [["3", "0", "19"]], "EUR", false, 0, 0],
    [
      "100 % off by a negative line",
      [
        ["1", "50", "19"],
        ["1", "-50", "19"],
      ],
      "EUR",
      false,
      0,
      0,
    ],
    [
      "100 % off, tax inside",
      [
        ["1", "50", "19"],
        ["1", "-50", "19.0"],
      ],
      "EUR",
      true,
      0,
      0,
    ],
    ["a tax of 100 %", [["1", "0.01", "100"]], "EUR", false, 1, 2],
    ["a tax of 100 % inside", [["1", "0.01", "100"]], "EUR", true, 1, 1],
    ["the smallest quantity", [["0.000001", "999999999999", null]], "EUR", false, 0, 100_000_000],
  ])("%s", (_name, lines, code, isTaxInclusive, taxTotal, total) => {
    expect(figures(totalsOf(lines, code, isTaxInclusive))).toMatchObject({ taxTotal, total });
  });

  it("rounds each line once and the tax once per rate, over 1,000 lines", () => {
    const lines = Array.from({ length: 1000 }, (): Line => ["1", "0.005", "19"]);
    expect(figures(totalsOf(lines, "EUR"))).toMatchObject({
      subtotal: 1_000, // 1,000 × 0.01, not 0.005 × 1,000 = 5.00
      taxTotal: 190, // 19 % of 10.00 once, not 1,000 × 0.00
      total: 1_190,
    });
  });

  it("lists a rate of zero, and no rate for lines without tax", () => {
    const totals = totalsOf(
      [
        ["1", "10", "0"],
        ["1", "5", null],
        ["1", "1", "0.00"],
      ],
      "EUR",
    );
    expect(figures(totals)).toMatchObject({ taxes: [[1_100, 0]], subtotal: 1_600, total: 1_600 });
  });

  it("comes to nothing without lines", () => {
    expect(figures(totalsOf([], "EUR"))).toEqual({
      lines: [],
      taxes: [],
      subtotal: 0,
      taxTotal: 0,
      total: 0,
    });
  });
});

const DIGITS: Record<string, number> = { JPY: 0, EUR: 2, KWD: 3 };

const decimalText = (max: number, scale: number, isSigned: boolean) =>
  fc
    .tuple(
      fc.integer({ min: 0, max }),
      fc.string({ unit: fc.constantFrom(..."0 1 2 3 4 5 6 7 8 9".split(" ")), maxLength: scale }),
      fc.boolean(),
    )
    .map(([whole, fraction, isNegative]) => {
      const text = fraction === "" ? String(whole) : `${whole}.${fraction}`;
      return isSigned && isNegative ? `-${text}` : text;
    });

const anyLine = fc.tuple(
  decimalText(1_000_000, 6, false),
  decimalText(999_999_999, 6, true),
  fc.option(
    fc.oneof(decimalText(99, 4, false), fc.constantFrom("19", "19.0", "7", "0", "6.625", "100")),
  ),
);

/** Numbers as fractions of big integers: nothing is rounded before `round` says so. */
type Fraction = readonly [numerator: bigint, denominator: bigint];

const fraction = (text: string): Fraction => {
  const [whole = "", digits = ""] = text.replace("-", "").split(".");
  const sign = text.startsWith("-") ? -1n : 1n;
  return [sign * BigInt(whole + digits), 10n ** BigInt(digits.length)];
};
const times = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]];
const round = ([numerator, denominator]: Fraction): bigint => {
  const size = numerator < 0n ? -numerator : numerator;
  const [whole, rest] = [size / denominator, size % denominator];
  const rounded = rest * 2n >= denominator ? whole + 1n : whole;
  return numerator < 0n ? -rounded : rounded;
};

/** The rule of the contract, worked out anew with fractions. */
function expected(lines: readonly Line[], code: string, isTaxInclusive: boolean) {
  const unit: Fraction = [10n ** BigInt(DIGITS[code] ?? 2), 1n];
  const amounts = lines.map(([quantity, price]) =>
    round(times(times(fraction(quantity), fraction(price)), unit)),
  );
  const bases: { rate: Fraction; base: bigint }[] = [];
  lines.forEach(([, , rate], index) => {
    if (rate === null) return;
    const [n, d] = fraction(rate);
    const known = bases.find((one) => one.rate[0] * d === n * one.rate[1]);
    if (known) known.base += amounts[index] ?? 0n;
    else bases.push({ rate: [n, d], base: amounts[index] ?? 0n });
  });
  const taxTotal = bases
    .map(({ rate: [n, d], base }) =>
      isTaxInclusive ? round([base * n, 100n * d + n]) : round([base * n, 100n * d]),
    )
    .reduce((a, b) => a + b, 0n);
  const sum = amounts.reduce((a, b) => a + b, 0n);
  return isTaxInclusive
    ? { amounts, subtotal: sum - taxTotal, taxTotal, total: sum }
    : { amounts, subtotal: sum, taxTotal, total: sum + taxTotal };
}

describe("any invoice", () => {
  it("comes to exactly what the rule says, to the minor unit [fault 26]", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 40 }),
        fc.constantFrom("JPY", "EUR", "KWD"),
        fc.boolean(),
        (lines, code, isTaxInclusive) => {
          const totals = totalsOf(lines, code, isTaxInclusive);
          const { amounts, ...sums } = expected(lines, code, isTaxInclusive);
          expect(totals.lineAmounts.map(({ amountMinor }) => amountMinor)).toEqual(amounts);
          expect({
            subtotal: totals.subtotal.amountMinor,
            taxTotal: totals.taxTotal.amountMinor,
            total: totals.total.amountMinor,
          }).toEqual(sums);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("has net plus tax as its total, the same for any order of its lines [fault 26]", () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), fc.boolean(), (lines, isTaxInclusive) => {
        const totals = totalsOf(lines, "EUR", isTaxInclusive);
        const turned = totalsOf(lines.toReversed(), "EUR", isTaxInclusive);
        const { subtotal, taxTotal, total } = totals;
        expect(subtotal.amountMinor + taxTotal.amountMinor).toBe(total.amountMinor);
        expect(turned.total).toEqual(total);
        expect(turned.taxes).toEqual(totals.taxes);
        const everyCurrency = new Set<Currency>(
          [subtotal, taxTotal, total, ...totals.lineAmounts].map((one) => one.currency),
        );
        expect([...everyCurrency]).toEqual(["EUR"]);
      }),
    );
  });
});
