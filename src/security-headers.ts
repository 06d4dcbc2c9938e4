import type { MiddlewareHandler } from "hono";
import type { Config } from "#src/platform/config.ts";

/**
 * What browsers may do on our pages: nothing but what a payer page needs. `form-action` names the
 * processor's host because some browsers apply it to the redirect after a submit. The admin's own
 * page sets a policy of its own.
 */
export function securityHeaders(config: Config): MiddlewareHandler {
  const processor =
    config.stripeApiBase === null
      ? "https://checkout.stripe.com"
      : new URL(config.stripeApiBase).origin;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${processor}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", policy);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("x-frame-options", "DENY");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    if (config.publicUrl.startsWith("https://")) {
      headers.set("strict-transport-security", "max-age=31536000");
    }
  };
}
