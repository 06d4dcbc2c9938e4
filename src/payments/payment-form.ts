import type { Business } from "#src/businesses/business.ts";
import type { Connection } from "#src/connections/connection.ts";
import type { Config } from "#src/platform/config.ts";

/** What the payer's page needs for the pop-up: the seller's key, and where the script comes from. */
export interface Popup {
  readonly publishableKey: string;
  readonly scriptUrl: string;
}

/**
 * The pop-up a connection can be paid in; `null` sends payers to the processor's own page: it is not
 * chosen, the connection has no publishable key, or there is no script that belongs to the processor
 * this installation asks.
 */
export function popupOf(
  config: Pick<Config, "stripeJsUrl">,
  business: Pick<Business, "paymentForm">,
  { publishableKey }: Pick<Connection, "publishableKey">,
): Popup | null {
  const scriptUrl = config.stripeJsUrl;
  if (business.paymentForm !== "popup" || publishableKey === null || scriptUrl === null)
    return null;
  return { publishableKey, scriptUrl };
}
