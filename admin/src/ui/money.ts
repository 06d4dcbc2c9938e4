/** ISO 4217: currencies whose minor unit is not a hundredth. Never asked of `Intl`, which differs. */
const ZERO_DIGITS = new Set(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "),
);
const THREE_DIGITS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

export function minorDigits(currency: string): number {
  if (ZERO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** `365925` in EUR is `3659.25`: moves the point in the text, computes nothing. */
export function minorToDecimal(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency);
  const sign = amountMinor < 0 ? "-" : "";
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Decimal text as minor units; `null` when it is none or finer than the currency goes. */
export function decimalToMinor(decimal: string, currency: string): number | null {
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(decimal);
  if (!match) return null;
  const digits = minorDigits(currency);
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  const minor = Number(`${match[1]}${fraction.padEnd(digits, "0")}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

/** `€3,659.25`, with U+2212 for minus and the ISO code where a `$` could be anyone's. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  const text = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minorToDecimal(amountMinor, currency) as Intl.StringNumericLiteral);
  return withCode(text.replaceAll("-", "\u2212"), currency, locale);
}

/** `€15K`: beside a chart, where the bars say the rest. */
export function formatRough(amountMinor: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  }).format(minorToDecimal(Math.round(amountMinor), currency) as Intl.StringNumericLiteral);
}

function withCode(text: string, currency: string, locale: string): string {
  if (!text.includes("$") || /[A-Z]/.test(text)) return text;
  if (currency !== "USD") return `${text} ${currency}`;
  return locale === "en-US" ? text : text.replace("$", "US$");
}

/** The amount without its currency, for columns whose head names it. */
export function formatPlain(amountMinor: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
    .format(minorToDecimal(amountMinor, currency) as Intl.StringNumericLiteral)
    .replaceAll("-", "\u2212");
}

/** `1.5` as people of the locale write it: `1,5`. */
export function formatDecimal(decimal: string, locale: string): string {
  const places = decimal.split(".")[1]?.length ?? 0;
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
    .format(decimal as Intl.StringNumericLiteral)
    .replaceAll("-", "\u2212");
}

/**
 * What was typed, as decimal text: `1.234,50` in German and `1,234.50` in English are `1234.50`.
 * A mark of the other kind counts as a decimal point unless it separates thousands. `null` when it
 * is no number.
 */
export function readDecimal(typed: string, locale: string): string | null {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const point = parts.find(({ type }) => type === "decimal")?.value ?? ".";
  const group = point === "," ? "." : ",";
  const text = typed.replace(/[\s\u00a0\u202f'’]/g, "").replace("\u2212", "-");
  const isGrouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`).test(text);
  const plain = isGrouped ? text.replaceAll(group, "") : text.replace(group, point);
  const decimal = plain.replace(point, ".");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(decimal)) return null;
  return decimal.replace(/^(-?)\./, "$10.").replace(/\.$/, "");
}
