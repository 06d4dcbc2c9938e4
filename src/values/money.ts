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
