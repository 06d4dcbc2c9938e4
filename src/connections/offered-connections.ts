import type { Business } from "#src/businesses/business.ts";
import { type OnlinePayment, resolveOnlinePayment } from "#src/businesses/online-payment.ts";
import { type Connection, isReady } from "./connection.ts";

/**
 * Those of the business's connections that take payments for an invoice right now: resolved from
 * invoice over customer to business, ready, and only while the business takes online payments.
 */
export function offeredConnections(
  connections: readonly Connection[],
  business: Business,
  choices: { invoice: OnlinePayment; customer: OnlinePayment },
): Connection[] {
  if (!business.isTakingOnlinePayments) return [];
  const ids = resolveOnlinePayment(
    choices.invoice,
    choices.customer,
    business.onlinePaymentDefault,
  );
  return ids.flatMap((id) => connections.filter((one) => one.id === id && isReady(one)));
}
