import { dateTimeFormat } from "./intl.ts";
import { assert, must } from "./assert.ts";

/** A calendar day `YYYY-MM-DD`, without time or zone. Days compare as text. */
export type Day = string & { readonly __brand: "Day" };

/** A moment in time. Always handed in by the caller: rules never ask the clock. */
export type Instant = Date;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/** `null` unless it is a day that exists (2026-02-30 does not), from 1900 to 2199. */
export function parseDay(text: string): Day | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  if (year < 1900 || year > 2199) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? (text as Day) : null;
}

/** {@link parseDay} for text that was checked before. */
export function day(text: string): Day {
  const parsed = parseDay(text);
  assert(parsed !== null, `not a day: ${text}`);
  return parsed;
}

/** The day it is at `instant` in an IANA time zone: the day a person there would write. */
export function dayIn(timezone: string, instant: Instant): Day {
  const parts = dateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(instant);
  return day(parts);
}

/** The time on the clock there, `HH:MM` of 24 hours. Times compare as text. */
export function timeIn(timezone: string, instant: Instant): string {
  return dateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(instant);
}

/** A moment of the day in a time zone, for what is known by its day alone. */
export function instantWithin(timezone: string, on: Day): Instant {
  const moments = ["12", "06", "18"].map((hour) => new Date(`${on}T${hour}:00:00Z`));
  // none of them only where a zone left the day out when it crossed the date line
  return must(moments.find((at) => dayIn(timezone, at) === on) ?? moments[0], "there are three");
}

export function addDays(from: Day, count: number): Day {
  const at = new Date(Date.parse(`${from}T00:00:00Z`) + count * DAY_MS);
  return day(at.toISOString().slice(0, 10));
}

/** Whole days from `from` to `to`; negative when `to` comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Whether the runtime knows the IANA time zone. */
export function isTimezone(name: string): boolean {
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: name });
    return format.resolvedOptions().timeZone !== "" && /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
