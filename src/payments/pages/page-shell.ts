import { type Markup, markup, webAddress } from "#src/formats/markup.ts";
import { accentHref } from "./accent-css.ts";
import { icon, type IconName } from "./icons.ts";
import { preloadFontHref } from "./payer-css.ts";
import { popupHead } from "./pay-dialog.ts";
import type { PageFrame, PagePopup, PayerBusiness, PayerLogo } from "./view.ts";

export interface PageParts {
  /** Begins with the state, so that tabs and screen readers tell it first. */
  readonly title: string;
  /** For `<main data-status>`. */
  readonly status: string;
  /** `columns`: pay column and sheet; `single`: one narrow column; `paper`: the receipt. */
  readonly layout: "columns" | "single" | "paper";
  readonly paper: "a4" | "us-letter";
  readonly business: PayerBusiness | null;
  /** The card to test with is named only where one can pay. */
  readonly isTestCardNamed: boolean;
  readonly popup: PagePopup | null;
  readonly content: Markup;
}

/** The whole HTML document around a page's content. */
export function renderDocument(frame: PageFrame, parts: PageParts): string {
  const accent = accentHref(parts.business?.accentColor ?? null);
  return markup`<!doctype html>
<html lang="${frame.lang}" dir="${frame.dir}">
<head>
<meta charset="utf-8">
<title>${parts.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<meta name="color-scheme" content="light dark">
<link rel="preload" href="${preloadFontHref}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${frame.cssHref}">
${accent !== null && markup`<link rel="stylesheet" href="${accent}">\n`}${parts.popup !== null && popupHead(parts.popup)}</head>
<body class="${parts.layout}${parts.paper === "us-letter" ? " us-letter" : ""}">
${frame.mode === "test" && testBar(parts.isTestCardNamed)}<main data-status="${parts.status}" data-mode="${frame.mode}">
${parts.content}
</main>
${parts.business !== null && footer(parts.business)}</body>
</html>
`.toString();
}

/** Logo or initials, and name of the business, at the top of every page that may name it. */
export function brand(business: Pick<PayerBusiness, "initials" | "logo" | "name">): Markup {
  return markup`<p class="brand">${
    picture(business.logo) ??
    markup`<span class="logo" aria-hidden="true">${business.initials}</span>`
  }<bdi>${business.name}</bdi></p>`;
}

/** As high as the initials would be; a wide one becomes smaller. The name beside it is its text. */
function picture(logo: PayerLogo | null): Markup | null {
  if (logo === null || !/^\/assets\/logo\/[\w-]+\.\w+\.(png|jpg)$/.test(logo.href)) return null;
  const scale = Math.min(LOGO_HEIGHT / logo.height, LOGO_WIDTH / logo.width);
  const width = Math.max(1, Math.round(logo.width * scale));
  const height = Math.max(1, Math.round(logo.height * scale));
  return markup`<img class="picture" src="${logo.href}" width="${String(width)}" height="${String(height)}" alt="">`;
}

const LOGO_HEIGHT = 40;
const LOGO_WIDTH = 160;

/** The large round icon above a state's headline; its tone is a status of the design tokens. */
export function stateMark(name: IconName, tone: string): Markup {
  return markup`<div class="mark tone-${tone}">${icon(name, 24)}</div>`;
}

export function badge(name: IconName, tone: string, word: string): Markup {
  return markup`<span class="badge tone-${tone}">${icon(name, 14)}${word}</span>`;
}

function testBar(isCardNamed: boolean): Markup {
  return markup`<header class="testbar"><p>${icon("flask", 16)}<span><strong>Test mode. No real money moves here.</strong>${
    isCardNamed &&
    markup` Pay with card <bdi class="money">4242 4242 4242 4242</bdi>, any future date and any security code.`
  }</span></p></header>
`;
}

function footer(business: PayerBusiness): Markup {
  return markup`<footer><p>Secure invoice page of <bdi>${business.legalName ?? business.name}</bdi>.${legalLinks(
    webAddress(business.privacyUrl),
    webAddress(business.legalUrl),
  )}</p></footer>
`;
}

function legalLinks(privacyUrl: string | null, legalUrl: string | null): Markup {
  if (privacyUrl !== null && privacyUrl === legalUrl) {
    return markup` <a href="${privacyUrl}" rel="noreferrer">Privacy and legal notice</a>`;
  }
  return markup`${privacyUrl !== null && markup` <a href="${privacyUrl}" rel="noreferrer">Privacy</a>`}${
    legalUrl !== null && markup` <a href="${legalUrl}" rel="noreferrer">Legal notice</a>`
  }`;
}
