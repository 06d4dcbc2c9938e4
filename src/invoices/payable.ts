import { type Business } from "#src/businesses/business.ts";
import type { Connection } from "#src/connections/connection.ts";
import { getConnections } from "#src/connections/get-connection.ts";
import { offeredConnections } from "#src/connections/offered-connections.ts";
import type { Customer } from "#src/customers/customer.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { ChargeReason } from "#src/processors/processor.ts";
import { canChargeWithStripe } from "#src/processors/stripe/amounts.ts";
import { amountDue, type Invoice, statusOf } from "./invoice.ts";

export type PayableReason = "draft" | "void" | "paid" | "suspended" | "not_offered" | ChargeReason;

/** Whether an invoice can be paid online right now, and through which connections. */
export type Payable =
  | { readonly payable: true; readonly connections: readonly Connection[] }
  | { readonly payable: false; readonly reason: PayableReason };

/**
 * The one answer that page, API, mail and PDF give about paying online. A draft is judged as if it
 * were final, so that the send dialog can tell beforehand.
 */
export async function findPayable(
  tx: BusinessTx,
  business: Business,
  customer: Customer,
  invoice: Invoice,
): Promise<Payable> {
  return payableThrough(await getConnections(tx, business.id), business, customer, invoice);
}

/** The same by the business's connections, for whoever asks about many invoices. */
export function payableThrough(
  connections: readonly Connection[],
  business: Business,
  customer: Customer,
  invoice: Invoice,
): Payable {
  const status = statusOf(invoice);
  if (status === "void" || status === "paid") return { payable: false, reason: status };
  if (business.suspendedAt !== null) return { payable: false, reason: "suspended" };
  const offered = offeredConnections(connections, business, {
    invoice: invoice.onlinePayment,
    customer: customer.onlinePayment,
  });
  if (offered.length === 0) return { payable: false, reason: "not_offered" };
  const due = amountDue(invoice);
  if (due.amountMinor === 0n) return { payable: false, reason: "paid" };
  const chargeable = canChargeWithStripe(due);
  return chargeable.ok
    ? { payable: true, connections: offered }
    : { payable: false, reason: chargeable.reason };
}

/** The mode that pages and documents show: of the money that counts, else of the first connection. */
export function modeShown(payable: Payable): "test" | "live" | null {
  return payable.payable ? (payable.connections[0]?.mode ?? null) : null;
}
