import { contrastRatio, mixColors } from "./contrast.ts";
import { colors } from "./tokens.ts";

/** Text needs this against its ground (WCAG 2.2, 1.4.3). */
const LEGIBLE = 4.5;

export interface Accent {
  readonly accent: string;
  readonly onAccent: string;
  readonly hover: string;
  readonly link: { readonly light: string; readonly dark: string };
}

/**
 * A business's own colour for the filled button and the links: white text on it where that can be
 * read, else ink. `null` for what is no `#rrggbb` colour, or one on which neither can be read.
 */
export function readAccent(hex: string | null): Accent | null {
  if (hex === null || !/^#[0-9a-f]{6}$/i.test(hex)) return null;
  const accent = hex.toLowerCase();
  const candidates = [colors.onAccent.light, colors.ink.light];
  const onAccent = candidates.find((text) => contrastRatio(text, accent) >= LEGIBLE);
  if (onAccent === undefined) return null;
  return {
    accent,
    onAccent,
    hover: mixColors(accent, onAccent === colors.ink.light ? "#ffffff" : "#000000", 0.16),
    link: { light: legibleLink(accent, "light"), dark: legibleLink(accent, "dark") },
  };
}

/** The accent, moved towards the ink until a link in it can be read on page and sheet. */
function legibleLink(accent: string, scheme: "light" | "dark"): string {
  const grounds = [colors.page[scheme], colors.sheet[scheme]];
  for (let share = 0; share < 1; share += 0.05) {
    const link = mixColors(accent, colors.ink[scheme], share);
    if (grounds.every((ground) => contrastRatio(link, ground) >= LEGIBLE)) return link;
  }
  return colors.ink[scheme];
}
