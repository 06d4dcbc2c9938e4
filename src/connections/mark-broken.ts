import { recordAudit } from "#src/audit/record-audit.ts";
import { systemActor } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getConnection } from "./get-connection.ts";
import { updateConnection } from "./store.ts";

const REASONS = {
  key_rejected: "Stripe no longer accepts the key. Make a new one in Stripe and replace it here.",
  permission_missing: "The key lacks a permission it had before. Check the key in Stripe.",
} as const;

/** Notes that the processor turned the connection's key down; it takes no payments until repaired. */
export async function markBroken(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  fault: keyof typeof REASONS,
): Promise<void> {
  const connection = await getConnection(tx, businessId, connectionId);
  if (connection.brokenReason !== null || connection.disconnectedAt !== null) return;
  await updateConnection(tx, businessId, connectionId, {
    broken_reason: REASONS[fault],
    broken_at: runtime.now(),
  });
  const target = { type: "connection", id: connectionId };
  await recordAudit(runtime, tx, systemActor(businessId), "connection.broken", target, { fault });
}
