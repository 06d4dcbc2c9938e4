import { dateTimeFormat, numberFormat } from "./intl.ts";
import type { Day, Instant } from "./day.ts";
import { type Money, moneyToDecimalText } from "./money.ts";
import { minorDigits } from "./currency.ts";
import { type Decimal, formatDecimal, normalizeDecimal } from "./decimal.ts";

/**
 * Amounts and days as people read them. One place, so that page, PDF, mail and admin agree to the
 * last character. Digits come from our own table; `Intl` only arranges them.
 */

/** `€3,659.25`, `US$12.00`, `¥184,000`, with U+2212 for minus. Exact for every amount. */
export function formatMoney(amount: Money, locale: string): string {
  const digits = minorDigits(amount.currency);
  const formatter = numberFormat(locale, {
    style: "currency",
    currency: amount.currency,
    currencyDisplay: "symbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const text = formatter.format(moneyToDecimalText(amount) as Intl.StringNumericLiteral);
  return withCode(text.replaceAll("-", "\u2212"), amount.currency, locale);
}

/** A bare `$` is shared by twenty currencies: outside its home it gets its ISO code behind it. */
function withCode(text: string, code: string, locale: string): string {
  if (!text.includes("$") || /[A-Z]/.test(text)) return text;
  return code === "USD" && locale !== "en-US"
    ? text.replace("$", "US$")
    : code === "USD"
      ? text
      : `${text} ${code}`;
}

/** `1`, `2.5`, `1,250`: a quantity without needless zeros. */
export function formatQuantity(quantity: Decimal, locale: string): string {
  return formatPlain(normalizeDecimal(quantity), locale);
}

/** `19%`, `6.625%`. */
export function formatRate(rate: Decimal, locale: string): string {
  return `${formatPlain(normalizeDecimal(rate), locale)}%`;
}

/** A unit price: at least the currency's digits, more where the seller wrote more. */
export function formatPrice(price: Decimal, currency: Money["currency"], locale: string): string {
  const digits = Math.max(minorDigits(currency), normalizeDecimal(price).scale);
  const text = numberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(formatDecimal(price) as Intl.StringNumericLiteral);
  return withCode(text.replaceAll("-", "\u2212"), currency, locale);
}

function formatPlain(value: Decimal, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: value.scale })
    .format(formatDecimal(value) as Intl.StringNumericLiteral)
    .replaceAll("-", "\u2212");
}

/** `22 November 2026`. English is written day first everywhere but in en-US. */
export function formatLongDay(day: Day, locale: string): string {
  const format = dateTimeFormat(dayLocale(locale), { dateStyle: "long", timeZone: "UTC" });
  return writeDay(format, new Date(`${day}T00:00:00Z`), locale);
}

/** `22 Nov`. */
export function formatShortDay(day: Day, locale: string): string {
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  const format = dateTimeFormat(dayLocale(locale), options);
  return writeDay(format, new Date(`${day}T00:00:00Z`), locale);
}

/** `22 November 2026, 10:16` in the time zone. */
export function formatInstant(instant: Instant, timezone: string, locale: string): string {
  const options = { timeZone: timezone } as const;
  const date = dateTimeFormat(dayLocale(locale), { dateStyle: "long", ...options });
  const time = dateTimeFormat(dayLocale(locale), {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    ...options,
  });
  return `${writeDay(date, instant, locale)}, ${time.format(instant)}`;
}

/** French counts the first of a month, and only the first, as an ordinal: `1er août 2026`. */
function writeDay(format: Intl.DateTimeFormat, at: Date, locale: string): string {
  if (!/^fr\b/i.test(locale)) return format.format(at);
  return format
    .formatToParts(at)
    .map(({ type, value }) => (type === "day" && value === "1" ? "1er" : value))
    .join("");
}

function dayLocale(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}
