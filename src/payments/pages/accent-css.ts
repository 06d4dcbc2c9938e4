import { contrastRatio, mixColors } from "../../../design/contrast.ts";
import { colors } from "../../../design/tokens.ts";

/** Text needs this against its ground (WCAG 2.2, 1.4.3). */
const LEGIBLE = 4.5;

/**
 * A business's own accent, as a small stylesheet of its own: the strict content policy allows no
 * style attributes. `null` for what is no `#rrggbb` colour, or one that neither white nor ink text
 * can be read on. Only the filled button and the links change; status colours never do.
 */
export function accentCss(hex: string): string | null {
  const accent = readColor(hex);
  if (accent === null) return null;
  const text = textOn(accent);
  if (text === null) return null;
  const hover = mixColors(accent, text === colors.onAccent.light ? "#000000" : "#FFFFFF", 0.16);
  const button = `--accent:${accent};--on-accent:${text};--accent-hover:${hover};`;
  const lightLink = legibleLink(accent, "light");
  const darkLink = legibleLink(accent, "dark");
  return `:root{${button}--link:${lightLink}}@media screen and (prefers-color-scheme:dark){:root{${button}--link:${darkLink}}}\n`;
}

/** Where the accent's stylesheet is served, or `null` when there is none to serve. */
export function accentHref(hex: string | null): string | null {
  if (hex === null || accentCss(hex) === null) return null;
  return `/assets/accent/${hex.slice(1).toLowerCase()}.css`;
}

function readColor(hex: string): string | null {
  return /^#[0-9a-f]{6}$/i.test(hex) ? hex.toLowerCase() : null;
}

/** White where it can be read, else ink, else nothing: then the colour is refused. */
function textOn(accent: string): string | null {
  const candidates = [colors.onAccent.light, colors.ink.light];
  return candidates.find((text) => contrastRatio(text, accent) >= LEGIBLE) ?? null;
}

/** The accent, moved towards the text colour until a link in it can be read on page and sheet. */
function legibleLink(accent: string, scheme: "light" | "dark"): string {
  for (let share = 0; share < 1; share += 0.05) {
    const link = mixColors(accent, colors.ink[scheme], share);
    const grounds = [colors.page[scheme], colors.sheet[scheme]];
    if (grounds.every((ground) => contrastRatio(link, ground) >= LEGIBLE)) return link;
  }
  return colors.ink[scheme];
}
