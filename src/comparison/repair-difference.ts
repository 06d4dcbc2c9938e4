import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { compareConnection } from "./compare-connection.ts";
import { type Difference, explain, isRepairable } from "./difference.ts";
import { findDifference } from "./store.ts";

/**
 * Repairs one difference: looks at the payment again and records what the processor holds. Refuses
 * with `difference_not_repairable` when a person has to decide, and `difference_remains` when looking
 * again did not help.
 */
export async function repairDifference(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Difference> {
  const { businessId } = actor;
  const found = await transact(runtime.db, businessId, (tx) => find(tx, businessId, id));
  if (found.closedAt !== null) return found;
  if (!isRepairable(found)) throw new Refusal("difference_not_repairable", explain(found));
  const where = { businessId, connectionId: found.connectionId };
  await compareConnection(runtime, where, id);
  return transact(runtime.db, businessId, async (tx) => {
    const after = await find(tx, businessId, id);
    if (after.closedAt === null) {
      throw new Refusal("difference_remains", `${explain(after)} Looking again did not change it.`);
    }
    const target = { type: "connection", id: found.connectionId };
    const details = { difference: id, kind: found.kind, payment: after.paymentId };
    await recordAudit(runtime, tx, actor, "difference.repaired", target, details);
    return after;
  });
}

async function find(tx: BusinessTx, businessId: string, id: string): Promise<Difference> {
  const found = await findDifference(tx, businessId, id);
  if (!found) throw new Refusal("not_found", "There is no such difference.");
  return found;
}
