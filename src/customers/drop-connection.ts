import { withoutConnection } from "#src/businesses/online-payment.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { listChoosing, updateCustomer } from "./store.ts";

/** Takes a connection that is gone out of the customers' own choices. */
export async function dropConnectionFromCustomers(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<void> {
  for (const { id, onlinePayment } of await listChoosing(tx, businessId, connectionId)) {
    const left = JSON.stringify(withoutConnection(onlinePayment, connectionId));
    await updateCustomer(tx, businessId, id, { online_payment: left });
  }
}

/** How many customers chose this connection for themselves. */
export async function countCustomersChoosing(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<number> {
  return (await listChoosing(tx, businessId, connectionId)).length;
}
