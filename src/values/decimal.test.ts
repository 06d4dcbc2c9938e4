import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareDecimals,
  decimal,
  divideHalfUp,
  formatDecimal,
  multiplyDecimals,
  normalizeDecimal,
  parseDecimal,
  rescale,
} from "./decimal.ts";

const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 9 }))
  .map(([units, scale]) => ({ units, scale }));

describe("decimals", () => {
  it.each(["0", "19", "12.50", "-1.5", "0.000000001", "999999999999999.999999999", "-0.05"])(
    "reads %s and writes it the same",
    (text) => expect(formatDecimal(decimal(text))).toBe(text),
  );

  it.each(
    [
      "",
      " 1",
      "1 ",
      "+1",
      "1.",
      ".5",
      "1e3",
      "0x1",
      "1,5",
      "NaN",
      "Infinity",
      "--1",
      "1.2.3",
      "١",
      "1\n",
    ].concat(["1".repeat(16), `0.${"1".repeat(10)}`]),
  )("refuses %j", (text) => expect(parseDecimal(text)).toBeNull());

  it("keep every digit on the way through text", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }),
        fc.integer({ min: 0, max: 9 }),
        (units, scale) => {
          expect(parseDecimal(formatDecimal({ units, scale }))).toEqual({ units, scale });
        },
      ),
    );
  });

  it("multiply exactly, in any order", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(multiplyDecimals(a, b)).toEqual(multiplyDecimals(b, a));
        expect(multiplyDecimals(a, b).units).toBe(a.units * b.units);
      }),
    );
  });

  it("compare by value, whatever their scale", () => {
    expect(compareDecimals(decimal("19.00"), decimal("19"))).toBe(0);
    expect(compareDecimals(decimal("-0.1"), decimal("0.01"))).toBe(-1);
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(compareDecimals(a, b) + compareDecimals(b, a)).toBe(0);
        expect(compareDecimals(a, normalizeDecimal(a))).toBe(0);
        const wider = { units: a.units * 1000n, scale: a.scale + 3 };
        expect(compareDecimals(wider, b)).toBe(compareDecimals(a, b));
      }),
    );
  });

  it("lose trailing zeros of the fraction only", () => {
    expect(formatDecimal(normalizeDecimal(decimal("100.500")))).toBe("100.5");
    expect(formatDecimal(normalizeDecimal(decimal("100")))).toBe("100");
    expect(formatDecimal(normalizeDecimal(decimal("0.000")))).toBe("0");
  });
});

describe("rounding half away from zero", () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 3n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])("makes %d/%d %d", (numerator, denominator, result) => {
    expect(divideHalfUp(numerator, denominator)).toBe(result);
  });

  it("never differs from the true quotient by more than half, and is odd", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
        const rounded = divideHalfUp(numerator, denominator);
        const error = 2n * (rounded * denominator - numerator);
        expect(error <= denominator && -error <= denominator).toBe(true);
        expect(divideHalfUp(-numerator, denominator)).toBe(-rounded);
        if (error === denominator || -error === denominator) {
          expect(rounded * rounded * denominator * denominator > numerator * numerator).toBe(true);
        }
      }),
    );
  });

  it("refuses to divide by nothing or less", () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow("denominator must be positive");
    expect(() => divideHalfUp(1n, -1n)).toThrow("denominator must be positive");
  });

  it("is exact where the new scale is not smaller", () => {
    expect(rescale(decimal("1.5"), 3)).toBe(1500n);
    expect(rescale(decimal("1.005"), 2)).toBe(101n);
    expect(rescale(decimal("-1.005"), 2)).toBe(-101n);
  });
});
