import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import type { Invoice } from "./invoice.ts";
import { updateInvoice } from "./store.ts";

/** Notes that the customer opened the invoice, the first time they do. */
export async function noteView(runtime: Runtime, seen: Invoice): Promise<void> {
  if (seen.viewedAt !== null) return;
  const { businessId, id } = seen;
  await transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, id);
    if (invoice.viewedAt !== null) return;
    await updateInvoice(tx, businessId, id, { viewed_at: runtime.now() });
    await addHistory(runtime, tx, invoice, "viewed");
  });
}
