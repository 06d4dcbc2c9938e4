import type { Actor } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";

export interface AuditTarget {
  readonly type: string;
  readonly id: string;
}

/**
 * Writes who did what to what, in the transaction that does it. Details name what changed and never
 * hold a secret.
 */
export async function recordAudit(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  action: string,
  target: AuditTarget,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insertInto("audit_entries")
    .values({
      business_id: actor.businessId,
      id: runtime.newId("aud"),
      happened_at: runtime.now(),
      actor_type: actor.type,
      actor_id: actor.id,
      actor_name: actor.name,
      ip_address: actor.ipAddress,
      action,
      target_type: target.type,
      target_id: target.id,
      details: JSON.stringify(details),
    })
    .execute();
}
