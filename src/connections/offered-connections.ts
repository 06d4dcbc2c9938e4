import type { Business } from "#src/businesses/business.ts";
import { type OnlinePayment, resolveOnlinePayment } from "#src/businesses/online-payment.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { type Connection, isReady } from "./connection.ts";
import { listConnections } from "./store.ts";

/**
 * The connections that take payments for an invoice right now: resolved from invoice over customer
 * to business, ready, and only while the business takes online payments.
 */
export async function offeredConnections(
  tx: BusinessTx,
  business: Business,
  choices: { invoice: OnlinePayment; customer: OnlinePayment },
): Promise<Connection[]> {
  if (!business.isTakingOnlinePayments) return [];
  const ids = resolveOnlinePayment(
    choices.invoice,
    choices.customer,
    business.onlinePaymentDefault,
  );
  if (ids.length === 0) return [];
  const connections = await listConnections(tx, business.id);
  return ids.flatMap((id) => connections.filter((one) => one.id === id && isReady(one)));
}
