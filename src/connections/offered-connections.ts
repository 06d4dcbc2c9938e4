import type { Business } from "#src/businesses/business.ts";
import { type OnlinePayment, resolveOnlinePayment } from "#src/businesses/online-payment.ts";
import { type Connection, isReady } from "./connection.ts";

interface Choices {
  readonly invoice: OnlinePayment;
  readonly customer: OnlinePayment;
}

/**
 * Those of the business's connections that take payments for an invoice right now: resolved from
 * invoice over customer to business, ready, and only while the business takes online payments.
 */
export function offeredConnections(
  connections: readonly Connection[],
  business: Business,
  choices: Choices,
): Connection[] {
  return chosenIds(business, choices).flatMap((id) =>
    connections.filter((one) => one.id === id && isReady(one)),
  );
}

/** Whether a connection is to take payments for an invoice, be it ready for that at the moment or not. */
export function isChosen(business: Business, choices: Choices, connectionId: string): boolean {
  return business.suspendedAt === null && chosenIds(business, choices).includes(connectionId);
}

function chosenIds(business: Business, { invoice, customer }: Choices): readonly string[] {
  if (!business.isTakingOnlinePayments) return [];
  return resolveOnlinePayment(invoice, customer, business.onlinePaymentDefault);
}
