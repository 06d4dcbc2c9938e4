import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, day, dayIn, daysBetween, instantWithin, isTimezone, parseDay } from "./day.ts";

const anyDay = fc
  .date({ min: new Date("1900-01-01Z"), max: new Date("2199-12-31Z"), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe("days", () => {
  it.each(["1900-01-01", "2199-12-31", "2024-02-29", "2000-02-29", "2028-02-29", "2026-12-31"])(
    "reads %s",
    (text) => expect(parseDay(text)).toBe(text),
  );

  it.each(
    ["2026-02-29", "2100-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10"].concat([
      "2026-01-00",
      "1899-12-31",
      "2200-01-01",
      "2026-1-1",
      "26-01-01",
      "2026-01-01T00:00:00Z",
      " 2026-01-01",
      "2026-01-01\n",
      "",
    ]),
  )("refuses %j", (text) => expect(parseDay(text)).toBeNull());

  it("are counted the same forwards and backwards", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -20_000, max: 20_000 }), (from, count) => {
        fc.pre(from > "1960" && from < "2140");
        const to = addDays(from, count);
        expect(daysBetween(from, to)).toBe(count);
        expect(addDays(to, -count)).toBe(from);
        expect(from < to).toBe(count > 0);
      }),
    );
  });

  it.each([
    ["2024-02-28", 1, "2024-02-29"],
    ["2024-02-29", 1, "2024-03-01"],
    ["2025-02-28", 1, "2025-03-01"],
    ["2024-02-29", 365, "2025-02-28"],
    ["2026-01-31", 1, "2026-02-01"],
    ["2026-12-31", 14, "2027-01-14"],
    ["2026-03-28", 2, "2026-03-30"],
  ])("adds to %s %d days: %s", (from, count, to) => {
    expect(addDays(day(from), count)).toBe(to);
  });
});

describe("the day it is somewhere", () => {
  it.each([
    ["2027-12-31T22:59:59Z", "Europe/Berlin", "2027-12-31"],
    ["2027-12-31T23:00:00Z", "Europe/Berlin", "2028-01-01"],
    ["2026-06-30T21:59:59Z", "Europe/Berlin", "2026-06-30"],
    ["2026-06-30T22:00:00Z", "Europe/Berlin", "2026-07-01"],
    // clocks forward and back: the hour that is missing, and the one that comes twice
    ["2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29"],
    ["2026-03-29T22:00:00Z", "Europe/Berlin", "2026-03-30"],
    ["2026-10-25T22:59:59Z", "Europe/Berlin", "2026-10-25"],
    ["2026-10-25T23:00:00Z", "Europe/Berlin", "2026-10-26"],
    ["2028-02-29T04:59:59Z", "America/New_York", "2028-02-28"],
    ["2028-02-29T05:00:00Z", "America/New_York", "2028-02-29"],
    ["2028-03-01T04:59:59Z", "America/New_York", "2028-02-29"],
    ["2026-01-01T09:59:00Z", "Pacific/Kiritimati", "2026-01-01"],
    ["2026-01-01T10:00:00Z", "Pacific/Kiritimati", "2026-01-02"],
    ["2026-01-01T10:59:59Z", "Pacific/Pago_Pago", "2025-12-31"],
    ["2026-01-01T18:29:59Z", "Asia/Kolkata", "2026-01-01"],
    ["2026-01-01T18:30:00Z", "Asia/Kolkata", "2026-01-02"],
  ])("is at %s in %s %s", (instant, timezone, expected) => {
    expect(dayIn(timezone, new Date(instant))).toBe(expected);
  });

  it("never runs backwards, and is at most a day from Greenwich's", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const instant = fc.date({
      min: new Date("1970-01-02Z"),
      max: new Date("2199-12-30Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 90_000_000 }),
        fc.constantFrom(...zones),
        (at, laterMs, zone) => {
          const here = dayIn(zone, at);
          expect(dayIn(zone, new Date(at.getTime() + laterMs)) >= here).toBe(true);
          expect(Math.abs(daysBetween(dayIn("UTC", at), here))).toBeLessThan(2);
        },
      ),
    );
  });

  it("has a moment in every zone, however far from Greenwich", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      for (const text of ["2026-03-29", "2026-10-25", "2028-02-29", "2026-12-31"]) {
        expect(dayIn(zone, instantWithin(zone, day(text))), zone).toBe(text);
      }
    }
  });

  it("is known for the zones of the standard and for nothing else", () => {
    expect(["Europe/Berlin", "UTC", "America/Argentina/Ushuaia"].every(isTimezone)).toBe(true);
    expect(["", "Mars/Olympus", "+02:00", "Europe/Berlin\n", "../etc"].some(isTimezone)).toBe(
      false,
    );
  });
});
