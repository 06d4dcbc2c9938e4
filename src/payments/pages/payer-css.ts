import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { colors, fontFamily, payerType, radius, shadow, statuses } from "../../../design/tokens.ts";

/** One font file of the payer pages, to be served under its `href`. */
export interface FontFile {
  readonly href: string;
  readonly fileUrl: URL;
}

const resolver = createRequire(import.meta.url);

/** Subsets of Inter; the browser loads one only when a page has a character of its range. */
const subsets: Record<string, string> = {
  latin:
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
  "latin-ext":
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
  vietnamese:
    "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
  greek: "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF",
  cyrillic: "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
};

function fontHref(subset: string): string {
  return `/assets/fonts/inter-${subset}.woff2`;
}

/** The one font that every page asks for at once. */
export const preloadFontHref = fontHref("latin");

/** All font files that the stylesheet may ask for. They never change: serve them for a year. */
export const payerFonts: readonly FontFile[] = Object.keys(subsets).map((subset) => ({
  href: fontHref(subset),
  fileUrl: pathToFileURL(
    resolver.resolve(`@fontsource-variable/inter/files/inter-${subset}-opsz-normal.woff2`),
  ),
}));

/** In the order of the page; later rules refine earlier ones. */
const STYLESHEETS = ["frame", "pay", "states", "sheet", "receipt"] as const;

/** The payer stylesheet: variables from the design tokens, then the rules of `styles/`, without comments. */
export const payerCss = buildPayerCss();

function buildPayerCss(): string {
  const rules = [
    ...Object.keys(statuses).map(
      (name) => `.tone-${name}{color:var(--${name});background:var(--${name}-ground)}`,
    ),
    ...STYLESHEETS.map((name) =>
      readFileSync(new URL(`styles/${name}.css`, import.meta.url), "utf8"),
    ),
  ].join("\n");
  const light = declareUsed({ ...schemeVariables("light"), ...fixedVariables() }, rules);
  const dark = declareUsed(schemeVariables("dark"), rules);
  return compact(
    [
      ...Object.entries(subsets).map(([subset, range]) => fontFace(subset, range)),
      `:root{color-scheme:light dark;${light}}`,
      `@media screen and (prefers-color-scheme:dark){:root{${dark}}}`,
      rules,
    ].join("\n"),
  );
}

function fontFace(subset: string, range: string): string {
  return `@font-face{font-family:"Inter Variable";font-style:normal;font-display:optional;font-weight:100 900;src:url(${fontHref(subset)}) format("woff2");unicode-range:${range}}`;
}

function schemeVariables(scheme: "light" | "dark"): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(colors).map(([name, shade]) => [dashed(name), shade[scheme]]),
    ...Object.entries(statuses).map(([name, look]) => [name, look.text[scheme]]),
    ...Object.entries(statuses).map(([name, look]) => [`${name}-ground`, look.ground[scheme]]),
  ]);
}

function fixedVariables(): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(payerType).map(([name, step]) => [`size-${dashed(name)}`, step.size]),
    ...Object.entries(radius).map(([name, px]) => [`radius-${dashed(name)}`, `${px}px`]),
    ["shadow-sheet", shadow.sheet],
    ["font", fontFamily],
  ]);
}

/** Only what the rules ask for: the admin's tokens are no business of a payer's phone. */
function declareUsed(variables: Record<string, string>, rules: string): string {
  return Object.entries(variables)
    .filter(([name]) => rules.includes(`var(--${name})`))
    .map(([name, value]) => `--${name}:${value};`)
    .join("");
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Comments and white space cost bytes on every first visit. */
export function compact(css: string): string {
  return css
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s*([{};,])\s*/g, "$1")
    .replaceAll(/:\s+/g, ":")
    .replaceAll(";}", "}")
    .trim();
}
