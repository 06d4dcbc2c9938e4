import { recordAudit } from "#src/audit/record-audit.ts";
import { systemActor } from "#src/access/actor.ts";
import { english } from "#src/letters/notices/english.ts";
import type { KeyFault } from "#src/letters/notices/problem-facts.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getConnection } from "./get-connection.ts";
import { updateConnection } from "./store.ts";
import { tellAboutConnection } from "./tell-about-connection.ts";

/** Notes that the processor turned the connection's key down; it takes no payments until repaired. */
export async function markBroken(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  fault: KeyFault,
): Promise<void> {
  const connection = await getConnection(tx, businessId, connectionId);
  if (connection.brokenReason !== null || connection.disconnectedAt !== null) return;
  await updateConnection(tx, businessId, connectionId, {
    broken_reason: english.faults.key[fault],
    broken_at: runtime.now(),
  });
  const target = { type: "connection", id: connectionId };
  await recordAudit(runtime, tx, systemActor(businessId), "connection.broken", target, { fault });
  // Money would stop coming in silently otherwise.
  const facts = { connection: connection.name, fault };
  await tellAboutConnection(runtime, tx, connection, "key_turned_down", facts);
}
