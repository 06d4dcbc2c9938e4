import type { Config } from "../config.ts";

/**
 * What browsers may do on our pages: nothing but what a payer page needs. `form-action` names the
 * processor's host because some browsers apply it to the redirect after a submit. No page has a
 * script, unless it says `also` which.
 */
export function contentPolicy(
  { stripeApiBase }: Pick<Config, "stripeApiBase">,
  also: readonly string[] = [],
): string {
  const processor =
    stripeApiBase === null ? "https://checkout.stripe.com" : new URL(stripeApiBase).origin;
  return [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${processor}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...also,
  ].join("; ");
}
