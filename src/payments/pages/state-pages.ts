import { type Markup, markup } from "#src/formats/markup.ts";
import { contactBlock, contactLinks, emailButton } from "./contact.ts";
import type { IconName } from "./icons.ts";
import { brand, stateMark } from "./page-shell.ts";
import type { PausedPage, PlainPage, SuspendedPage, VoidedPage, VoidLinkPage } from "./view.ts";

export function voidLinkPage(page: VoidLinkPage): Markup {
  const { business } = page;
  const number = page.invoiceNumber;
  const subject = `New payment link for invoice ${number}`;
  return markup`${brand(business)}${stateMark("link-off", "void")}
<h1>This payment link no longer works</h1>
<p class="lead"><bdi>${business.name}</bdi> has changed how it takes payments, so links sent earlier have been switched off.${
    !page.isPaymentInDoubt && markup` <strong>You haven’t been charged.</strong>`
  }</p>
<p class="lead">Ask for a new link and mention invoice <strong><bdi>${number}</bdi></strong>.</p>
${emailButton(business, subject)}<p class="reach">${contactLinks(business, subject)}</p>`;
}

export function voidedPage(page: VoidedPage): Markup {
  const { business } = page;
  const subject = `Invoice ${page.invoiceNumber}`;
  return markup`${brand(business)}${stateMark("ban", "void")}
<h1>This invoice was cancelled</h1>
<p class="lead"><bdi>${business.name}</bdi> cancelled invoice <strong><bdi>${page.invoiceNumber}</bdi></strong> on ${page.voidedOn}. <strong>Please don’t pay it.</strong></p>
<p class="lead">If you have already paid, or expected a new invoice, get in touch.</p>
${emailButton(business, subject)}<p class="reach">${contactLinks(business, subject)}</p>`;
}

export function suspendedPage(page: SuspendedPage): Markup {
  const { business } = page;
  return markup`${brand(business)}${stateMark("pause", "open")}
<h1>Payments are paused for the moment</h1>
<p class="lead">This page can’t take payments right now. ${
    page.isPaymentInDoubt
      ? markup`Your link stays the same`
      : markup`<strong>You haven’t been charged</strong>, and your link stays the same`
  }: it will work again once payments are back.</p>
<p class="lead">Need to pay today? Ask <bdi>${business.name}</bdi> about another way.</p>
<a class="button secondary" href="${page.retryUrl}">Try again</a>${contactBlock(business, `Contact ${business.name}`)}`;
}

export function pausedPage(page: PausedPage): Markup {
  const { business } = page;
  return markup`${brand(business)}${stateMark("pause", "open")}
<h1>A short pause, please</h1>
<p class="lead">Too many cards were declined here in a short time, so no new payment can be started before <strong><bdi>${page.until}</bdi></strong>. Nothing was started just now. Your link stays the same: come back with it after that time.</p>
<p class="lead">Need to pay sooner? Ask <bdi>${business.name}</bdi> about another way.</p>
<a class="button secondary" href="${page.invoiceUrl}">Back to the invoice</a>${contactBlock(business, `Contact ${business.name}`)}`;
}

interface PlainWords {
  readonly icon: IconName;
  readonly tone: string;
  readonly headline: string;
  readonly text: string;
}

/** Words of the pages that name nobody. */
export const plainWords: Record<PlainPage["status"], PlainWords> = {
  not_found: {
    icon: "question",
    tone: "void",
    headline: "We can’t find this page",
    text: "The link may be incomplete, or the sender has switched it off. Check the address, or ask the sender for a new link.",
  },
  too_many: {
    icon: "pause",
    tone: "open",
    headline: "A short pause, please",
    text: "There were many attempts in a row. Wait a minute, then try again.",
  },
  error: {
    icon: "alert-circle",
    tone: "overdue",
    headline: "Something went wrong on our side",
    text: "Your invoice is safe. Try again in a moment. If you were paying, check this page before paying again.",
  },
};

export function plainPage(page: PlainPage): Markup {
  const words = plainWords[page.status];
  return markup`${stateMark(words.icon, words.tone)}
<h1>${words.headline}</h1>
<p class="lead">${words.text}</p>
${page.status !== "not_found" && markup`<a class="button secondary" href="${page.retryUrl}">Try again</a>`}`;
}
