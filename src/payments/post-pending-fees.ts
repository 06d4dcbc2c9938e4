import { isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { lockPayment } from "./get-payment.ts";
import { postFee } from "./post-payment.ts";
import { listUnbookedFees } from "./store.ts";

/** Books fees that became known while the books were closed, once a day is open again. */
export async function postPendingFees(runtime: Runtime, businessId: string): Promise<void> {
  const pending = await transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    const isOpenToday = !isClosed(business, todayOf(business, runtime.now()));
    return isOpenToday ? listUnbookedFees(tx, businessId) : [];
  });
  for (const { id, invoiceId } of pending) {
    await transact(runtime.db, businessId, async (tx) => {
      await lockInvoice(tx, businessId, invoiceId);
      const payment = await lockPayment(tx, businessId, id);
      await postFee(runtime, tx, await getBusiness(tx, businessId), payment);
    });
  }
}
