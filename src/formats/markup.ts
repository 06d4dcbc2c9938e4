import { html, raw } from "hono/html";

/** HTML that is already safe to print: every value in it was escaped. */
export type Markup = ReturnType<typeof raw>;

export type MarkupValue = Markup | string | number | false | null | undefined | readonly Markup[];

/**
 * Template tag for HTML. Strings put into it are escaped, markup is not escaped twice, and
 * `null`, `undefined` and `false` print nothing.
 */
export function markup(strings: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  const result = html(strings, ...values);
  if (result instanceof Promise) throw new TypeError("markup has to be made without waiting");
  return result;
}

/** For text that is markup by construction, such as our own icons. Never for anything typed in. */
export function trustedMarkup(text: string): Markup {
  return raw(text);
}

/** The address if it is a web address, else `null`: `javascript:` and its kin never get a link. */
export function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

/** A `mailto:` address, with a subject if one is given, or `null` for what is no email address. */
export function mailAddress(email: string | null, subject?: string): string | null {
  if (email === null || !/^[^\s@<>"(),:;\\]+@[^\s@<>"(),:;\\]+$/.test(email)) return null;
  const address = email.split("@").map(encodeURIComponent).join("@");
  return `mailto:${address}${subject === undefined ? "" : `?subject=${encodeURIComponent(subject)}`}`;
}

/** A `tel:` address, or `null` for what has no digits to dial. */
export function phoneAddress(phone: string | null): string | null {
  const digits = (phone ?? "").replaceAll(/[^\d+]/g, "");
  return /^\+?\d{3,}$/.test(digits) ? `tel:${digits}` : null;
}
