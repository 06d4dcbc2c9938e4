import { describe, expect, it } from "vitest";
import { readAccent } from "../../../design/accent.ts";
import { contrastRatio, mixColors } from "../../../design/contrast.ts";
import { colors, type Shade, statuses } from "../../../design/tokens.ts";

const schemes = ["light", "dark"] as const;

/** Pairs that text or controls are drawn in, and the least ratio each needs. */
const pairs: [string, Shade, Shade, number][] = [
  ["text on page", colors.ink, colors.page, 4.5],
  ["text on sheet", colors.ink, colors.sheet, 4.5],
  ["secondary text on page", colors.muted, colors.page, 4.5],
  ["secondary text on sheet", colors.muted, colors.sheet, 4.5],
  ["secondary text on sunken", colors.muted, colors.sunken, 4.5],
  ["secondary text on a selected row", colors.muted, colors.selectedRow, 4.5],
  ["placeholder on sheet", colors.placeholder, colors.sheet, 4.5],
  ["control on page", colors.control, colors.page, 3],
  ["control on sheet", colors.control, colors.sheet, 3],
  ["text on the filled button", colors.onAccent, colors.accent, 4.5],
  ["text on the hovered button", colors.onAccent, colors.accentHover, 4.5],
  ["link on page", colors.link, colors.page, 4.5],
  ["link on sheet", colors.link, colors.sheet, 4.5],
  ["error on sheet", colors.error, colors.sheet, 4.5],
  ["chart bar on sheet", colors.chart, colors.sheet, 3],
];

describe.each(schemes)("the colours, %s", (scheme) => {
  it.each(pairs)("%s can be told apart", (_, front, back, least) => {
    expect(contrastRatio(front[scheme], back[scheme])).toBeGreaterThanOrEqual(least);
  });

  it.each(Object.entries(statuses))("the status %s can be read", (_, { text, ground }) => {
    expect(contrastRatio(text[scheme], ground[scheme])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["open", "failed"] as const)("body text can be read in a notice, %s", (name) => {
    const ground = statuses[name].ground[scheme];
    expect(contrastRatio(colors.ink[scheme], ground)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("contrast", () => {
  it("is 21 between black and white and 1 of a colour with itself", () => {
    expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrastRatio("#0B6B4F", "#0B6B4F")).toBe(1);
  });

  it("agrees with published ratios", () => {
    expect(contrastRatio("#1C1B18", "#F7F6F3")).toBeCloseTo(15.94, 1);
    expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it("leaves every accepted accent legible, as button and as link", () => {
    const levels = [0, 51, 102, 153, 204, 255].map((level) => level.toString(16).padStart(2, "0"));
    for (const red of levels) {
      for (const green of levels) {
        for (const blue of levels) {
          const look = readAccent(`#${red}${green}${blue}`);
          if (look === null) continue;
          expect(contrastRatio(look.accent, look.onAccent)).toBeGreaterThanOrEqual(4.5);
          expect(contrastRatio(look.hover, look.onAccent)).toBeGreaterThanOrEqual(4.5);
          for (const scheme of schemes) {
            const link = look.link[scheme];
            expect(contrastRatio(link, colors.page[scheme])).toBeGreaterThanOrEqual(4.5);
            expect(contrastRatio(link, colors.sheet[scheme])).toBeGreaterThanOrEqual(4.5);
          }
        }
      }
    }
  });

  it("mixes colours by share", () => {
    expect(mixColors("#000000", "#ffffff", 0)).toBe("#000000");
    expect(mixColors("#000000", "#ffffff", 1)).toBe("#ffffff");
    expect(mixColors("#000000", "#ffffff", 0.5)).toBe("#808080");
  });
});
