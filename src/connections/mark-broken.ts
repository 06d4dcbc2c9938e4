import { recordAudit } from "#src/audit/record-audit.ts";
import { systemActor } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getConnection } from "./get-connection.ts";
import { updateConnection } from "./store.ts";
import { tellAboutConnection } from "./tell-about-connection.ts";

/** What a person reads about it. */
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
  // Money would stop coming in silently otherwise.
  await tellAboutConnection(runtime, tx, connection, {
    cause: "broken",
    headline: `${connection.name} takes no payments at the moment`,
    explanation: `${REASONS[fault]}\n\nCustomers who open an invoice meanwhile are asked to pay another way. Payments under way are recorded once the key works again.`,
  });
}
