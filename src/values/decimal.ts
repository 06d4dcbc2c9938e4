import { assert } from "./assert.ts";

/**
 * An exact decimal number: `units × 10^-scale`. Prices, quantities and tax rates are decimals;
 * money that is owed or moves is never one (see money.ts). No floating point anywhere.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const PATTERN = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/;

/** Reads `"12.50"`, `"-1.5"`, `"19"`. `null` for anything else: no exponent, sign +, spaces, NaN. */
export function parseDecimal(text: string): Decimal | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

/** {@link parseDecimal} for text that a constraint or a schema has already vouched for. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  assert(value !== null, `not a decimal: ${text}`);
  return value;
}

/** Writes it with all the digits of its scale, e.g. `{1250n, 2}` → `"12.50"`. */
export function formatDecimal(value: Decimal): string {
  const digits = (value.units < 0n ? -value.units : value.units)
    .toString()
    .padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale);
  return `${value.units < 0n ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}

/** The same number without trailing zeros in the fraction: `"19.00"` and `"19"` are one tax rate. */
export function normalizeDecimal(value: Decimal): Decimal {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units, scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** −1, 0 or 1 as `a` is below, equal to or above `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = rescale(a, scale);
  const right = rescale(b, scale);
  return left === right ? 0 : left < right ? -1 : 1;
}

/**
 * `numerator ÷ denominator` to the nearest integer, halves away from zero: the one rounding rule
 * of the product (EN 16931 leaves the mode open; commercial rounding is what tax offices expect).
 */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, "denominator must be positive");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** The decimal at another scale, rounded half up where digits fall away. */
export function rescale(value: Decimal, scale: number): bigint {
  if (scale >= value.scale) return value.units * 10n ** BigInt(scale - value.scale);
  return divideHalfUp(value.units, 10n ** BigInt(value.scale - scale));
}
