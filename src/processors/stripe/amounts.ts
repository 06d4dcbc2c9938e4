import {
  type Currency,
  currency as currencyOf,
  minorDigits,
  parseCurrency,
} from "#src/values/currency.ts";
import { assert } from "#src/values/assert.ts";
import { type Money, money } from "#src/values/money.ts";
import type { Chargeable } from "../processor.ts";

/**
 * Stripe's table of currencies is not ISO's (https://docs.stripe.com/currencies): some have no
 * decimals there though ISO gives them two, some are sent with two decimals though ISO gives none,
 * and three-decimal amounts must end in 0.
 */
const CHARGED = new Set(
  `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD
   CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD
   HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL
   MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
   PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD
   TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW`.split(/\s+/),
);

const ZERO_DECIMAL = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
);
const TWO_DECIMALS_OF_ZEROS = new Set(["ISK", "UGX"]);
const THREE_DECIMAL = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

/** Smallest charge in whole units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const SMALLEST: Record<string, string> = {
  USD: "0.50",
  AED: "2",
  ARS: "0.50",
  AUD: "0.50",
  BRL: "0.50",
  CAD: "0.50",
  CHF: "0.50",
  COP: "0.50",
  CZK: "15",
  DKK: "2.50",
  EUR: "0.50",
  GBP: "0.30",
  HKD: "4",
  HUF: "175",
  IDR: "0.50",
  ILS: "0.50",
  INR: "0.50",
  JPY: "50",
  KRW: "50",
  MXN: "10",
  MYR: "2",
  NOK: "3",
  NZD: "0.50",
  PHP: "0.50",
  PLN: "2",
  RON: "2",
  SEK: "3",
  SGD: "0.50",
  THB: "10",
  ZAR: "0.50",
};

/** Twelve digits is the most that card networks carry. */
const LARGEST_STRIPE_UNITS = 999_999_999_999n;

/** How many decimals an amount has in Stripe's integers. */
function stripeDigits(code: Currency): number {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** Whether Stripe takes the amount: known currency, not too fine, not below its minimum. */
export function canChargeWithStripe(amount: Money): Chargeable {
  const { currency: code, amountMinor } = amount;
  if (!CHARGED.has(code)) return { ok: false, reason: "amount_not_chargeable" };
  const coarsest = coarsestStep(code);
  if (amountMinor % coarsest !== 0n) return { ok: false, reason: "amount_not_chargeable" };
  if (amountMinor < smallestMinor(code)) return { ok: false, reason: "amount_too_small" };
  if (unitsOf(amount) > LARGEST_STRIPE_UNITS) return { ok: false, reason: "amount_too_large" };
  return { ok: true };
}

/** The step, in minor units, below which Stripe cannot charge: 100 for MGA, 10 for KWD, else 1. */
function coarsestStep(code: Currency): bigint {
  if (THREE_DECIMAL.has(code)) return 10n;
  const surplus = minorDigits(code) - stripeDigits(code);
  return surplus > 0 ? 10n ** BigInt(surplus) : 1n;
}

function smallestMinor(code: Currency): bigint {
  const text = SMALLEST[code];
  if (text === undefined) return 1n;
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(minorDigits(code), "0").slice(0, minorDigits(code)));
}

/** The integer Stripe wants. Only for amounts that {@link canChargeWithStripe} accepted. */
export function toStripeUnits(amount: Money): number {
  assert(
    canChargeWithStripe(amount).ok,
    `Stripe cannot charge ${amount.amountMinor} ${amount.currency}`,
  );
  return Number(unitsOf(amount));
}

/**
 * The same for money that goes back, which may be less than the smallest charge; `null` for what is
 * finer than Stripe can move.
 */
export function toStripeRefundUnits(amount: Money): number | null {
  return amount.amountMinor % coarsestStep(amount.currency) === 0n ? Number(unitsOf(amount)) : null;
}

function unitsOf({ amountMinor, currency: code }: Money): bigint {
  const shift = stripeDigits(code) - minorDigits(code);
  return shift >= 0 ? amountMinor * 10n ** BigInt(shift) : amountMinor / 10n ** BigInt(-shift);
}

/** What Stripe's integer means, in our minor units. ISK and UGX come back with their two zeros. */
export function fromStripeUnits(units: number, stripeCode: string): Money {
  const code = parseCurrency(stripeCode.toUpperCase());
  assert(
    code !== null && Number.isSafeInteger(units),
    `an amount from Stripe is unusable: ${stripeCode}`,
  );
  const shift = minorDigits(code) - stripeDigits(code);
  const value = BigInt(units);
  if (shift >= 0) return money(value * 10n ** BigInt(shift), currencyOf(code));
  const divisor = 10n ** BigInt(-shift);
  assert(
    value % divisor === 0n || TWO_DECIMALS_OF_ZEROS.has(code),
    `Stripe sent ${units} ${code}, finer than the currency`,
  );
  return money(value / divisor, currencyOf(code));
}
