import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { dropConnectionFromDefault } from "#src/businesses/change-business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { updateConnection } from "./store.ts";

/**
 * Wipes a connection's secrets and takes it out of every choice; where it was the only one, "none"
 * is left, never a dangling choice. Its history stays readable.
 */
export async function disconnect(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  id: string,
): Promise<void> {
  const { businessId } = actor;
  await updateConnection(tx, businessId, id, {
    disconnected_at: runtime.now(),
    credentials_sealed: null,
    publishable_key: null,
    webhook_secret_sealed: null,
    webhook_former_secret_sealed: null,
    webhook_endpoint_id: null,
    webhook_state: "unavailable",
    webhook_reason: "This connection was disconnected.",
  });
  await dropConnectionFromDefault(tx, businessId, id);
  await recordAudit(runtime, tx, actor, "connection.disconnected", { type: "connection", id });
}
