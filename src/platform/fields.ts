import { z } from "@hono/zod-openapi";
import { maskCardNumbers } from "#src/values/card-number.ts";
import { CURRENCIES, parseCurrency } from "#src/values/currency.ts";
import { parseDay } from "#src/values/day.ts";
import { compareDecimals, decimal, parseDecimal } from "#src/values/decimal.ts";
import { type IdPrefix, isId } from "./ids.ts";

/** The fields that bodies and answers are made of: each with its limit, and words that say it. */

// oxlint-disable-next-line no-control-regex -- control characters are what is refused here
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029\ufffe\uffff]/;

/** Whether text can be stored and shown: no control characters, no half of a surrogate pair. */
function isPlain(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text);
}

/** Plain text without line breaks. */
function isLine(text: string): boolean {
  return isPlain(text) && !/[\r\n\t]/.test(text);
}

/** One line of text, trimmed, 1 to `max` characters. Card numbers in it are masked. */
export function line(max: number) {
  return code(max).overwrite(maskCardNumbers);
}

/** The same, kept digit by digit: for what is a number by nature and no place for notes. */
export function code(max: number) {
  return (
    z
      .string()
      .trim()
      .min(1, "must not be empty")
      // nothing more is done with text that is too long, as masking would be
      .max(max, { error: `must have at most ${max} characters`, abort: true })
      .refine(isLine, "must be one line of text")
  );
}

/** Text of several lines, trimmed at the end, at most `max` characters. Card numbers are masked. */
export function paragraph(max: number) {
  return exactParagraph(max).transform(maskCardNumbers);
}

/** The same, kept digit by digit: for account numbers. */
export function exactParagraph(max: number) {
  return z
    .string()
    .transform((text) => text.replaceAll("\r\n", "\n").trimEnd())
    .pipe(
      z
        .string()
        .max(max, `must have at most ${max} characters`)
        .refine(isPlain, "must not contain control characters"),
    );
}

/** An email address a mail server would accept; compared and kept as written. */
export function email() {
  return z
    .string()
    .trim()
    .max(254, "must have at most 254 characters")
    .regex(
      /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()[\]\\.]+(\.[^\s@<>",;:()[\]\\.]+)+$/,
      "must be a complete email address",
    )
    .refine(isLine, "must be a complete email address");
}

/** An http or https address. */
export function webAddress() {
  return z
    .string()
    .trim()
    .max(500, "must have at most 500 characters")
    .refine(
      (text) => isLine(text) && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
      "must be an address that begins with http:// or https://",
    );
}

export function day() {
  return z
    .string()
    .refine((text) => parseDay(text) !== null, "must be a day that exists, written YYYY-MM-DD")
    .openapi({ format: "date", example: "2026-12-06" });
}

export function currencyCode() {
  return z
    .string()
    .refine(
      (text) => parseCurrency(text) !== null,
      `must be one of the ${CURRENCIES.length} ISO 4217 codes, in upper case, e.g. EUR`,
    )
    .openapi({ example: "EUR" });
}

/** An id of ours with the prefix; whether it exists is for the verb to say. */
export function id(prefix: IdPrefix) {
  return z
    .string()
    .refine(
      (text) => isId(text) && text.startsWith(`${prefix}_`),
      `must be an id that begins with ${prefix}_`,
    )
    .openapi({ example: `${prefix}_01jd9v3k6w2m8r4t5x7y0z1a2b` });
}

/** Exact decimal text between two bounds, both inclusive, with at most `digits` decimals. */
export function decimalText(low: string, high: string, digits: number) {
  const message = `must be decimal text from ${low} to ${high} with at most ${digits} decimals, e.g. "12.50"`;
  return z
    .string(message)
    .refine((text) => {
      const value = parseDecimal(text);
      return (
        value !== null &&
        value.scale <= digits &&
        compareDecimals(value, decimal(low)) >= 0 &&
        compareDecimals(value, decimal(high)) <= 0
      );
    }, message)
    .openapi({ example: "12.50" });
}

/** Money that moves: whole minor units of the currency beside it, greater than zero. */
export function amount() {
  return z
    .int("must be a whole number of minor units (cents)")
    .min(1, "must be at least 1")
    .max(Number.MAX_SAFE_INTEGER, "must be at most 9007199254740991");
}

/** Minor units in an answer; may be zero or negative. */
export const minorUnits = z
  .int()
  .openapi({ description: "Minor units of the currency (ISO 4217)" });

export const instant = z.string().openapi({ format: "date-time" });

/** What every list takes; filters are added to it. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, "must be a whole number from 1 to 100")
    .transform(Number)
    .refine((n) => n >= 1 && n <= 100, "must be a whole number from 1 to 100")
    .optional(),
  cursor: z.string().max(60).refine(isId, "must be a nextCursor of an earlier page").optional(),
};

/** What somebody looks for, as a list's filter; "" looks for nothing. */
export function search(max: number) {
  return z
    .string()
    .trim()
    .max(max, `must have at most ${max} characters`)
    .refine(isLine, "must be one line of text");
}

export interface PageRequest {
  readonly limit: number;
  /** The id after which the page begins; newest first. */
  readonly cursor: string | null;
}

const DEFAULT_LIMIT = 25;

export function pageRequest(query: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): PageRequest {
  return { limit: query.limit ?? DEFAULT_LIMIT, cursor: query.cursor ?? null };
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** A page of rows read with `limit + 1`, so that the last page knows it is the last. */
export function toPage<Row extends { id: string }, T>(
  rows: readonly Row[],
  request: PageRequest,
  shape: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(shape),
    nextCursor: rows.length > request.limit && last ? last.id : null,
  };
}

/** The schema of a list's answer. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}
