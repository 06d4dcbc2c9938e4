import type { Config } from "#src/platform/config.ts";
import { contentPolicy } from "#src/platform/http/content-policy.ts";
import type { PagePopup } from "./view.ts";

/**
 * Stripe's hosts, as its security guide names them; its frames change their subdomain.
 * https://docs.stripe.com/security/guide#content-security-policy
 */
const STRIPE = {
  scripts: "https://js.stripe.com https://*.js.stripe.com",
  frames:
    "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com https://checkout.stripe.com",
  calls: "https://api.stripe.com",
};

/**
 * What the page with the pop-up may do beyond other pages: run our one script and the processor's,
 * and show the processor's frames. Windows that a wallet opens from there keep their opener.
 */
export function popupHeaders(
  config: Pick<Config, "stripeApiBase">,
  { nonce, scriptUrl }: PagePopup,
): Record<string, string> {
  const { origin } = new URL(scriptUrl);
  const hosts =
    config.stripeApiBase === null
      ? STRIPE
      : { scripts: origin, frames: origin, calls: new URL(config.stripeApiBase).origin };
  return {
    "content-security-policy": contentPolicy(config, [
      `script-src 'nonce-${nonce}' ${hosts.scripts}`,
      `frame-src ${hosts.frames}`,
      `connect-src 'self' ${hosts.calls}`,
    ]),
    "cross-origin-opener-policy": "same-origin-allow-popups",
  };
}
