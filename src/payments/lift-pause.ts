import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { type Pause, PAUSE_MS } from "./pause.ts";
import { findPause, liftAddressesOf, markLifted } from "./pause-store.ts";

/**
 * Ends a pause now; with an invoice's those of the addresses it was tried from, which nobody sees and
 * which would keep its payer out. Declines from before count no more, so that it takes as many new ones to begin
 * another. Lifting one that is over or lifted changes nothing. Refuses with `not_found`.
 */
export async function liftPause(runtime: Runtime, actor: Actor, id: string): Promise<Pause> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const pause = await findPause(tx, businessId, id);
    if (!pause) throw new Refusal("not_found", "There is no such pause.");
    const now = runtime.now();
    if (pause.liftedAt !== null || pause.endsAt <= now) return pause;
    const lifted = { at: now, by: actor.name };
    await markLifted(tx, businessId, id, lifted);
    if (pause.invoiceId !== null) {
      const since = new Date(now.getTime() - PAUSE_MS);
      await liftAddressesOf(tx, businessId, pause.invoiceId, since, lifted);
    }
    const target = { type: "payment_pause", id };
    await recordAudit(runtime, tx, actor, "payments.resumed", target, { scope: pause.scope });
    return { ...pause, liftedAt: now };
  });
}
