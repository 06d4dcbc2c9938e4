import { invalid } from "./errors.ts";

/** Units of each currency for one euro. Invented once and fixed, so that results repeat. */
const unitsPerEuro = new Map(
  `aed 3.97 afn 76 all 98 amd 420 ang 1.93 aoa 985 ars 1080 aud 1.64 awg 1.94 azn 1.84 bam 1.96 bbd 2.16
  bdt 129 bgn 1.96 bhd 0.407 bif 3120 bmd 1.08 bnd 1.45 bob 7.5 brl 5.9 bsd 1.08 bwp 14.7 byn 3.5 bzd 2.18
  cad 1.48 cdf 3050 chf 0.95 clp 1020 cny 7.8 cop 4500 crc 555 cve 110 czk 25.2 djf 192 dkk 7.46 dop 64
  dzd 145 egp 52 etb 130 eur 1 fjd 2.42 fkp 0.84 gbp 0.84 gel 2.95 gip 0.84 gmd 75 gnf 9300 gtq 8.35
  gyd 226 hkd 8.45 hnl 27 htg 142 huf 395 idr 17200 ils 4 inr 91 isk 149 jmd 170 jod 0.766 jpy 163 kes 140
  kgs 93 khr 4400 kmf 492 krw 1480 kwd 0.332 kyd 0.9 kzt 515 lak 23500 lbp 96800 lkr 320 lrd 208 lsl 19.6
  mad 10.7 mdl 19.2 mga 4950 mkd 61.6 mmk 2270 mnt 3690 mop 8.7 mur 49.8 mvr 16.7 mwk 1875 mxn 19.8
  myr 4.75 mzn 69 nad 19.6 ngn 1700 nio 39.8 nok 11.7 npr 145 nzd 1.79 omr 0.416 pab 1.08 pen 4.05 pgk 4.25
  php 62.5 pkr 301 pln 4.3 pyg 8250 qar 3.94 ron 4.97 rsd 117 rub 99 rwf 1450 sar 4.06 sbd 9.1 scr 14.7
  sek 11.4 sgd 1.45 shp 0.84 sle 24.5 sos 617 srd 37 std 24500 szl 19.6 thb 38.5 tjs 11.5 tnd 3.36 top 2.55
  try 37 ttd 7.3 twd 34.8 tzs 2900 uah 44.7 ugx 3980 usd 1.08 uyu 45 uzs 13800 vnd 27300 vuv 129 wst 3.0
  xaf 656 xcd 2.92 xcg 1.93 xof 656 xpf 119 yer 270 zar 19.6 zmw 29`
    .split(/\s+/)
    .flatMap((word, index, words) =>
      index % 2 ? [[words[index - 1] ?? "", Number(word)] as const] : [],
    ),
);

const zeroDecimal = new Set(
  "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "),
);
const threeDecimal = new Set("bhd jod kwd omr tnd".split(" "));
/** Sent with two decimals for old times' sake, though the last two digits must be 00. */
const wholeUnitsOnly = new Set(["isk", "ugx"]);

/** The smallest charge, in whole units of the settlement currency; 0.5 where none is named. */
const smallest = new Map(
  Object.entries({
    aed: 2,
    czk: 15,
    dkk: 2.5,
    gbp: 0.3,
    hkd: 4,
    huf: 175,
    jpy: 50,
    krw: 50,
    mxn: 10,
    myr: 2,
    nok: 3,
    pln: 2,
    ron: 2,
    sek: 3,
    thb: 10,
  }),
);

const largestAmount = 99_999_999;

export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** Reads a currency code; refuses what Stripe does not charge. */
export function knownCurrency(code: string, param: string): string {
  const currency = code.toLowerCase();
  if (unitsPerEuro.has(currency)) return currency;
  throw invalid(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...unitsPerEuro.keys()].join(", ")}`,
    param,
  );
}

/** How many minor units of `to` one minor unit of `from` is worth. */
export function exchangeRate(from: string, to: string): number {
  const rate =
    ((unitsPerEuro.get(to) ?? 1) / (unitsPerEuro.get(from) ?? 1)) *
    10 ** (decimalsOf(to) - decimalsOf(from));
  return Number(rate.toPrecision(6));
}

/** The smallest amount, in minor units of `currency`, that an account settling in it takes. */
export function smallestAmount(currency: string): number {
  return Math.round((smallest.get(currency) ?? 0.5) * 10 ** decimalsOf(currency));
}

/** "€10.00": an amount as Stripe's messages and pages show it. */
export function formatAmount(amountMinor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amountMinor / 10 ** decimals);
}

/** Refuses amounts that Stripe refuses for this currency, whatever they are for. */
export function checkGrain(amountMinor: number, currency: string, param: string): void {
  if (amountMinor > largestAmount)
    throw invalid(
      `Amount must be no more than ${formatAmount(largestAmount, currency)}`,
      param,
      "amount_too_large",
    );
  if (threeDecimal.has(currency) && amountMinor % 10 !== 0)
    throw invalid(
      `Invalid amount: amounts in ${currency} must be evenly divisible by 10.`,
      param,
      "parameter_invalid_integer",
    );
  if (wholeUnitsOnly.has(currency) && amountMinor % 100 !== 0)
    throw invalid(
      `Invalid amount: amounts in ${currency} must be evenly divisible by 100.`,
      param,
      "parameter_invalid_integer",
    );
}
