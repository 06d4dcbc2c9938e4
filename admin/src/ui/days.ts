/** English is written day first everywhere but in en-US. */
function dayLocale(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}

/** `22 Nov`, with the year when it is not this one. */
export function formatShortDay(day: string, locale: string): string {
  const isThisYear = day.slice(0, 4) === String(new Date().getFullYear());
  const format = new Intl.DateTimeFormat(dayLocale(locale), {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
    timeZone: "UTC",
  });
  return writeDay(format, new Date(`${day}T00:00:00Z`), locale);
}

/** `22 November 2026`. */
export function formatLongDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(dayLocale(locale), { dateStyle: "long", timeZone: "UTC" });
  return writeDay(format, new Date(`${day}T00:00:00Z`), locale);
}

/** `Sunday, 22 November`. */
export function formatWeekday(at: Date, locale: string): string {
  const format = { weekday: "long", day: "numeric", month: "long" } as const;
  return writeDay(new Intl.DateTimeFormat(dayLocale(locale), format), at, locale);
}

/** French counts the first of a month, and only the first, as an ordinal: `1er août 2026`. */
function writeDay(format: Intl.DateTimeFormat, at: Date, locale: string): string {
  if (!/^fr\b/i.test(locale)) return format.format(at);
  return format
    .formatToParts(at)
    .map(({ type, value }) => (type === "day" && value === "1" ? "1er" : value))
    .join("");
}

const MONTH = {
  short: { month: "short" },
  long: { month: "long" },
  year: { month: "long", year: "numeric" },
} as const;

/** A month `2026-11` as `Nov`, `November` or `November 2026`. */
export function formatMonth(month: string, form: keyof typeof MONTH, locale: string): string {
  const format = new Intl.DateTimeFormat(dayLocale(locale), { ...MONTH[form], timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** `22 Nov, 10:16`, in the business's time zone. */
export function formatInstant(instant: string, timezone: string, locale: string): string {
  const day = formatShortDay(dayIn(instant, timezone), locale);
  return `${day}, ${formatTime(instant, timezone, locale)}`;
}

/** `10:16`. */
export function formatTime(instant: string, timezone: string, locale: string): string {
  const time = new Intl.DateTimeFormat(dayLocale(locale), {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: timezone,
  });
  return time.format(new Date(instant));
}

/** The day an instant falls on in a time zone, `YYYY-MM-DD`. */
export function dayIn(instant: string | Date, timezone: string): string {
  // Swedish writes days as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: timezone }).format(
    new Date(instant),
  );
}

export function today(timezone: string): string {
  return dayIn(new Date(), timezone);
}

/** Whole days from one day to another; negative when the other comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

/** `9 days overdue`, `1 day overdue`. */
export function overdueWords(dueOn: string, timezone: string): string {
  const days = daysBetween(dueOn, today(timezone));
  return days === 1 ? "1 day overdue" : `${days} days overdue`;
}
