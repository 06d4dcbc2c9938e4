import { assert } from "./assert.ts";
import { type Currency, minorDigits } from "./currency.ts";
import { type Decimal, divideHalfUp, formatDecimal, rescale } from "./decimal.ts";

/** An amount that is owed or moves: whole minor units (cents) of one currency. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** The largest amount accepted anywhere: what a JSON number still carries exactly (2^53 − 1). */
export const LARGEST_AMOUNT = BigInt(Number.MAX_SAFE_INTEGER);

export function money(amountMinor: bigint, currency: Currency): Money {
  return { amountMinor, currency };
}

/** Adding two currencies is a bug and stops. */
export function addMoney(a: Money, b: Money): Money {
  assert(a.currency === b.currency, `cannot add ${a.currency} and ${b.currency}`);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

export function subtractMoney(a: Money, b: Money): Money {
  return addMoney(a, negate(b));
}

export function negate(a: Money): Money {
  return money(-a.amountMinor, a.currency);
}

/** A decimal amount in whole units (`12.345` EUR) as money, rounded half up to the minor unit. */
export function moneyFromDecimal(amount: Decimal, currency: Currency): Money {
  return money(rescale(amount, minorDigits(currency)), currency);
}

/** Plain digits in whole units, all minor digits written: 365925 EUR → `3659.25`. */
export function moneyToDecimalText(amount: Money): string {
  return formatDecimal({ units: amount.amountMinor, scale: minorDigits(amount.currency) });
}

/**
 * Splits an amount in proportion to `weights`, conserving the sum: each share is rounded, and what
 * rounding leaves over goes to the largest weights first.
 */
export function splitMoney(amount: Money, weights: readonly bigint[]): Money[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  assert(sum > 0n && weights.every((weight) => weight >= 0n), "weights must add up to something");
  const shares = weights.map((weight) => (amount.amountMinor * weight) / sum);
  let rest = amount.amountMinor - shares.reduce((a, b) => a + b, 0n);
  const step = rest < 0n ? -1n : 1n;
  const byWeight = weights
    .map((weight, index) => ({ weight, index }))
    .toSorted((a, b) => (a.weight === b.weight ? a.index - b.index : a.weight > b.weight ? -1 : 1));
  for (const { index } of byWeight) {
    if (rest === 0n) break;
    shares[index] = (shares[index] ?? 0n) + step;
    rest -= step;
  }
  return shares.map((share) => money(share, amount.currency));
}

/** `rate` percent of a net amount, rounded once. */
export function percentOf(net: Money, rate: Decimal): Money {
  return money(
    divideHalfUp(net.amountMinor * rate.units, 100n * 10n ** BigInt(rate.scale)),
    net.currency,
  );
}

/** The tax of `rate` percent inside a gross amount: gross × rate ÷ (100 + rate), rounded once. */
export function percentInside(gross: Money, rate: Decimal): Money {
  const hundred = 100n * 10n ** BigInt(rate.scale);
  return money(divideHalfUp(gross.amountMinor * rate.units, hundred + rate.units), gross.currency);
}
