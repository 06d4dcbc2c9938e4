import { readAccent } from "../../../design/accent.ts";

/**
 * A business's own accent, as a small stylesheet of its own: the strict content policy allows no
 * style attributes. `null` for what is no `#rrggbb` colour, or one that text can't be read on.
 * Only the filled button and the links change; status colours never do.
 */
export function accentCss(hex: string): string | null {
  const look = readAccent(hex);
  if (look === null) return null;
  const button = `--accent:${look.accent};--on-accent:${look.onAccent};--accent-hover:${look.hover};`;
  return `:root{${button}--link:${look.link.light}}@media screen and (prefers-color-scheme:dark){:root{${button}--link:${look.link.dark}}}\n`;
}

/** Where the accent's stylesheet is served, or `null` when there is none to serve. */
export function accentHref(hex: string | null): string | null {
  const look = readAccent(hex);
  return look === null ? null : `/assets/accent/${look.accent.slice(1)}.css`;
}
