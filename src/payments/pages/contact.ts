import { mailAddress, type Markup, markup, phoneAddress } from "#src/formats/markup.ts";
import type { PayerBusiness } from "./view.ts";

/** Amounts never wrap, and keep their own direction inside text of the other one. */
export function amount(text: string): Markup {
  return markup`<bdi class="money">${text}</bdi>`;
}

/** The one big amount of a page: never wraps, so a long one is set smaller. */
export function bigAmount(text: string): Markup {
  const size = text.length > 18 ? " longest" : text.length > 13 ? " longer" : "";
  return markup`<span class="amount${size}">${amount(text)}</span>`;
}

/** A number, name or reference that is read character by character. */
export function identifier(text: string): Markup {
  return markup`<bdi class="id">${text}</bdi>`;
}

/** Email and phone of the business as links; what can't be a link stays text. */
export function contactLinks(business: PayerBusiness, subject?: string): Markup {
  return markup`${emailLink(business.email, subject)}${
    business.email !== null && business.phone !== null && markup`<br>`
  }${phoneLink(business.phone)}`;
}

/** The contact under its own small heading, at the end of the pay column. */
export function contactBlock(business: PayerBusiness, heading: string, lead?: string): Markup {
  if (business.email === null && business.phone === null) return markup``;
  return markup`<div class="contact"><h2>${heading}</h2><p>${
    lead !== undefined && markup`${lead} `
  }${contactLinks(business)}</p></div>`;
}

/** The button to write to the business, with a subject that spares both sides a question. */
export function emailButton(business: PayerBusiness, subject: string): Markup {
  const href = mailAddress(business.email, subject);
  if (href === null) return markup``;
  return markup`<a class="button secondary" href="${href}"><span>Email <bdi>${business.name}</bdi></span></a>`;
}

function emailLink(email: string | null, subject?: string): Markup | null {
  if (email === null) return null;
  const href = mailAddress(email, subject);
  const text = markup`<bdi dir="ltr">${email}</bdi>`;
  return href === null ? text : markup`<a href="${href}">${text}</a>`;
}

function phoneLink(phone: string | null): Markup | null {
  if (phone === null) return null;
  const href = phoneAddress(phone);
  const text = markup`<bdi dir="ltr" class="money">${phone}</bdi>`;
  return href === null ? text : markup`<a href="${href}">${text}</a>`;
}
