import { assert } from "./assert.ts";

/** An ISO 4217 code, upper case, that this product can invoice in. */
export type Currency = string & { readonly __brand: "Currency" };

/**
 * ISO 4217 (list one, 2025): the currencies that circulate, by number of minor digits. Funds codes,
 * precious metals and test codes are left out: nobody is invoiced in them. Never taken from `Intl`,
 * whose digits follow CLDR's cash habits rather than the standard (HUF, COP, IDR …).
 */
const BY_DIGITS: Record<0 | 2 | 3, string> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
      CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
      GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
      MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
      PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
      TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: "BHD IQD JOD KWD LYD OMR TND",
};

const DIGITS = new Map<string, number>(
  Object.entries(BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** Every currency of the table, in alphabetical order. */
export const CURRENCIES = [...DIGITS.keys()].toSorted() as unknown as readonly Currency[];

/** `null` when the code is not in the table (lower case is not accepted: one way to write it). */
export function parseCurrency(code: string): Currency | null {
  return DIGITS.has(code) ? (code as Currency) : null;
}

/** {@link parseCurrency} for codes that were checked before. */
export function currency(code: string): Currency {
  const parsed = parseCurrency(code);
  assert(parsed !== null, `not a currency: ${code}`);
  return parsed;
}

/** How many decimal digits one unit of the currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(code: Currency): number {
  const digits = DIGITS.get(code);
  assert(digits !== undefined, `not a currency: ${code}`);
  return digits;
}
