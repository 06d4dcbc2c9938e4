import type { MiddlewareHandler } from "hono";
import type { Config } from "#src/platform/config.ts";
import { contentPolicy } from "#src/platform/http/content-policy.ts";

/** What the API answers is about somebody, and kept by no browser or proxy unless it says otherwise. */
export const keepNowhere: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};

/**
 * The headers of every answer. A page that needs more than others says so in a policy of its own: the
 * admin's, and a payer page with the payment form in a pop-up.
 */
export function securityHeaders(config: Config): MiddlewareHandler {
  const policy = contentPolicy(config);
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", policy);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("x-frame-options", "DENY");
    if (!headers.has("cross-origin-opener-policy"))
      headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    if (config.publicUrl.startsWith("https://")) {
      headers.set("strict-transport-security", "max-age=31536000");
    }
  };
}
