import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getBusiness } from "./get-business.ts";
import { closeUnofferedLater } from "./online-payment.ts";
import { updateBusiness } from "./store.ts";

/**
 * Pauses a business or lets it go on: while it is suspended all its payer pages are closed, those open
 * at a processor too, and nobody is sent there, but whatever the processor tells is still recorded. Its
 * links work again afterwards. Refuses with `not_found`.
 */
export async function setSuspended(
  runtime: Runtime,
  businessId: string,
  isSuspended: boolean,
): Promise<void> {
  await transact(runtime.db, businessId, async (tx) => {
    const { suspendedAt } = await getBusiness(tx, businessId);
    if ((suspendedAt !== null) === isSuspended) return;
    await updateBusiness(tx, businessId, { suspended_at: isSuspended ? runtime.now() : null });
    if (isSuspended) await closeUnofferedLater(runtime, tx, businessId);
    const operator: Actor = {
      type: "command_line",
      id: null,
      name: "Whoever runs this installation",
      businessId,
      role: "owner",
      ipAddress: null,
    };
    const action = isSuspended ? "business.suspended" : "business.resumed";
    await recordAudit(runtime, tx, operator, action, { type: "business", id: businessId });
  });
}
