import type { BusinessTx } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Payment } from "./payment.ts";
import { findPayment } from "./store.ts";

/** Refuses with `not_found`, also for payments of others. */
export async function getPayment(tx: BusinessTx, businessId: string, id: string): Promise<Payment> {
  return found(await findPayment(tx, businessId, id, "read"));
}

/** The payment, locked until the transaction ends; its invoice is locked before it. */
export async function lockPayment(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Payment> {
  return found(await findPayment(tx, businessId, id, "lock"));
}

function found(payment: Payment | null): Payment {
  if (!payment) throw new Refusal("not_found", "There is no such payment.");
  return payment;
}
