import { readAccent } from "../../../design/accent.ts";
import { colors, mailFontFamily, statuses, type StatusName } from "../../../design/tokens.ts";
import { type Markup, markup, trustedMarkup } from "#src/formats/markup.ts";
import { noticeWords } from "../notices/languages.ts";
import type { LetterFrame } from "./view.ts";

export interface LetterParts {
  readonly title: string;
  /** What the inbox shows behind the subject. */
  readonly preheader: string;
  readonly content: Markup;
  /** Lines under the card. */
  readonly foot: Markup;
}

/** One row of figures: a label and its value. `isSum` prints it strong. */
export interface LetterRow {
  readonly label: string;
  readonly value: string;
  readonly isSum?: boolean;
}

const light = {
  page: colors.page.light,
  card: colors.sheet.light,
  ink: colors.ink.light,
  muted: colors.muted.light,
  line: colors.line.light,
} as const;

/**
 * The whole mail around its content: tables and inline styles, because mail programs know little
 * else; system fonts, no images, nothing loaded from anywhere.
 */
export function layOutLetter(frame: LetterFrame, parts: LetterParts): string {
  return markup`<!doctype html>
<html lang="${frame.lang}" dir="${frame.dir}">
<head>
<meta charset="utf-8">
<title>${parts.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>${darkRules(frame)}</style>
</head>
<body class="q-page" style="margin:0;padding:0;background:${light.page};color:${light.ink};${font(16, 25)}">
<div style="display:none;max-height:0;overflow:hidden">${parts.preheader}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="q-page" style="background:${light.page}"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="padding:0 8px 20px">${letterhead(frame)}</td></tr>
<tr><td role="main" class="q-card q-ink" style="padding:32px;border:1px solid ${light.line};border-radius:16px;background:${light.card};color:${light.ink};text-align:${start(frame)}">
${frame.mode === "test" && testMark(frame)}${parts.content}
</td></tr>
<tr><td class="q-muted" style="padding:20px 8px 0;color:${light.muted};text-align:${start(frame)};${font(13, 20)}">${parts.foot}</td></tr></table>
</td></tr></table>
</body>
</html>
`.toString();
}

/** The label, the one big amount, and a line under it. */
export function figureBlock(label: string, amount: string, below: string | null): Markup {
  return markup`<h1 style="margin:0;font-weight:400"><span class="q-muted" style="display:block;color:${light.muted};${font(15, 22)}">${label}</span> <span style="display:block;margin-top:5px;font-weight:700;letter-spacing:-.02em;${font(38, 42)}"><bdi>${amount}</bdi></span></h1>${
    below !== null &&
    markup`<p class="q-muted" style="margin:7px 0 0;color:${light.muted};${font(15, 22)}">${below}</p>`
  }`;
}

export function headlineBlock(text: string): Markup {
  return markup`<h1 style="margin:0;font-weight:700;letter-spacing:-.015em;${font(24, 30)}">${text}</h1>`;
}

/** The one filled button, 52 px high over the full width. */
export function buttonBlock(frame: LetterFrame, label: string, url: string): Markup {
  const own = readAccent(frame.business.accentColor);
  const ground = own?.accent ?? colors.accent.light;
  const text = own?.onAccent ?? colors.onAccent.light;
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:24px 0 0"><tr><td align="center" class="q-button" style="border-radius:10px;background:${ground}"><a href="${url}" class="q-button-text" style="display:block;padding:14px 16px;border-radius:10px;color:${text};font-weight:600;text-decoration:none;${font(17, 24)}">${label}</a></td></tr></table>`;
}

/** Text as somebody typed it: empty lines part paragraphs, line breaks stay. */
export function textBlock(text: string): Markup {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
  return markup`<div style="margin:28px 0 0">${paragraphs.map(
    (paragraph, index) =>
      markup`<p dir="auto" style="margin:${index === 0 ? 0 : 16}px 0 0;${font(16, 25)}">${paragraph
        .split("\n")
        .map((line, row) => (row === 0 ? markup`${line}` : markup`<br>${line}`))}</p>`,
  )}</div>`;
}

export function rowsBlock(frame: LetterFrame, rows: readonly LetterRow[]): Markup {
  return markup`<table width="100%" cellpadding="0" cellspacing="0" style="margin:24px 0 0;border-collapse:collapse">${rows.map(
    (row) => {
      const cell = `padding:9px 0;border-top:1px solid ${light.line};vertical-align:top;font-weight:${row.isSum === true ? 700 : 400};${font(15, 22)}`;
      const labelColor = row.isSum === true ? light.ink : light.muted;
      return markup`<tr><th scope="row" class="${row.isSum === true ? "q-ink" : "q-muted"} q-line" style="${cell};color:${labelColor};text-align:${start(frame)}">${row.label}</th><td class="q-ink q-line" style="${cell};padding-${start(frame)}:16px;text-align:${end(frame)}${isShort(row.value) && ";white-space:nowrap"}"><bdi>${row.value}</bdi></td></tr>`;
    },
  )}</table>`;
}

/** Figures must not break; a date or a long name may. */
function isShort(value: string): boolean {
  return value.length <= 16;
}

/** A smaller line below the rest, with an address written out in full when there is one. */
export function smallBlock(text: string, url: string | null): Markup {
  return markup`<p class="q-muted" style="margin:20px 0 0;color:${light.muted};${font(14, 21)}">${text}${
    url !== null &&
    markup`<br><a href="${url}" class="q-link" style="color:${colors.link.light};word-break:break-all"><bdi dir="ltr">${url}</bdi></a>`
  }</p>`;
}

/** A status in its colours, above the figure. */
export function badgeBlock(status: StatusName, word: string): Markup {
  const { text, ground } = statuses[status];
  return markup`<p style="margin:0 0 16px"><span class="q-${status}" style="display:inline-block;padding:3px 12px;border-radius:99px;background:${ground.light};color:${text.light};font-weight:600;${font(13, 20)}">${word}</span></p>`;
}

export function footLink(text: string, url: string): Markup {
  return markup`<a href="${url}" class="q-muted" style="color:${light.muted}">${text}</a>`;
}

/** Under mails to customers: who writes, from where, and what we never ask for. */
export function senderFoot({ business }: LetterFrame): Markup {
  return markup`${senderLine(business)}<br>Reply to this email to reach us. We never ask for card details by email.`;
}

export function senderLine(business: LetterFrame["business"]): string {
  return [business.legalName ?? business.name, ...business.addressLines].join(", ");
}

function letterhead({ business }: LetterFrame): Markup {
  return markup`<table role="presentation" cellpadding="0" cellspacing="0"><tr><td width="36" height="36" align="center" aria-hidden="true" class="q-logo" style="width:36px;height:36px;border-radius:10px;background:${light.ink};color:${light.page};font-weight:700;${font(13, 36)}">${business.initials}</td><td class="q-ink" style="padding:0 12px;color:${light.ink};font-weight:600;${font(16, 22)}"><bdi>${business.name}</bdi></td></tr></table>`;
}

function testMark({ lang }: LetterFrame): Markup {
  const { testMark: word, testSentence } = noticeWords(lang).frame;
  return markup`${badgeBlock("test", word)}<p class="q-muted" style="margin:-8px 0 16px;color:${light.muted};${font(14, 21)}">${testSentence}</p>`;
}

function font(sizePx: number, linePx: number): string {
  return `font-family:${mailFontFamily};font-size:${sizePx}px;line-height:${linePx}px`;
}

function start(frame: LetterFrame): "left" | "right" {
  return frame.dir === "rtl" ? "right" : "left";
}

function end(frame: LetterFrame): "left" | "right" {
  return frame.dir === "rtl" ? "left" : "right";
}

/** Mail programs that know dark mode follow classes; the others keep the inline colours. */
function darkRules(frame: LetterFrame): Markup {
  const own = readAccent(frame.business.accentColor);
  const tones = Object.entries(statuses).map(
    ([name, look]) =>
      `.q-${name}{background:${look.ground.dark}!important;color:${look.text.dark}!important}`,
  );
  return trustedMarkup(
    [
      ":root{color-scheme:light dark}@media (max-width:480px){.q-card{padding:24px 20px!important}}@media (prefers-color-scheme:dark){",
      `.q-page{background:${colors.page.dark}!important;color:${colors.ink.dark}!important}`,
      `.q-card{background:${colors.sheet.dark}!important;border-color:${colors.line.dark}!important}`,
      `.q-ink{color:${colors.ink.dark}!important}`,
      `.q-muted{color:${colors.muted.dark}!important}`,
      `.q-line{border-color:${colors.line.dark}!important}`,
      `.q-link{color:${colors.link.dark}!important}`,
      `.q-logo{background:${colors.ink.dark}!important;color:${colors.page.dark}!important}`,
      `.q-button{background:${own?.accent ?? colors.accent.dark}!important}`,
      `.q-button-text{color:${own?.onAccent ?? colors.onAccent.dark}!important}`,
      ...tones,
      "}",
    ].join(""),
  );
}
