import { systemActor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { english } from "#src/letters/notices/english.ts";
import type { WebhookFacts } from "#src/letters/notices/problem-facts.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { WebhookHealth } from "#src/processors/processor.ts";
import { type Connection, DELIVERIES_LOST, webhookUrl } from "./connection.ts";
import { getConnection } from "./get-connection.ts";
import { openProcessor } from "./open-processor.ts";
import { updateConnection } from "./store.ts";
import { tellAboutConnection } from "./tell-about-connection.ts";

/**
 * Looks whether the webhook we made still works, and writes down what was found: one that was
 * deleted, switched off or lacks events needs repair and is told; one that works again is active
 * again. Changes nothing at the processor; webhooks made by hand are the seller's own.
 */
export async function checkWebhook(
  runtime: Runtime,
  { businessId, id, webhook }: Connection,
): Promise<void> {
  const isOurs = webhook.state === "active" || webhook.state === "needs_repair";
  const health = isOurs && webhook.endpointId ? await lookAt(runtime, businessId, id) : null;
  await transact(runtime.db, businessId, async (tx) => {
    await updateConnection(tx, businessId, id, { webhook_checked_at: runtime.now() });
    const current = await getConnection(tx, businessId, id);
    if (current.webhook.endpointId !== webhook.endpointId) return; // repaired in between
    if (health?.kind === "faulty") await noteFaultyWebhook(runtime, tx, current, health);
    const isLost = current.webhook.reason === DELIVERIES_LOST;
    if (health?.kind === "working" && current.webhook.state === "needs_repair" && !isLost) {
      const working = { webhook_state: "active", webhook_reason: null };
      await updateConnection(tx, businessId, id, working);
    }
  });
}

async function lookAt(runtime: Runtime, businessId: string, id: string): Promise<WebhookHealth> {
  const processor = await openProcessor(runtime, businessId, id);
  const connection = await transact(runtime.db, businessId, (tx) =>
    getConnection(tx, businessId, id),
  );
  const { endpointId } = connection.webhook;
  if (endpointId === null) return { kind: "hidden" };
  return processor.checkWebhook(endpointId, webhookUrl(runtime.config.publicUrl, connection));
}

/** The webhook needs a person: shown at the connection, and told once. */
export async function noteFaultyWebhook(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  { fault, missing }: WebhookFacts,
): Promise<void> {
  const { businessId, id, name, webhook } = connection;
  const isLost = fault === "deliveries_lost";
  const reason = isLost ? DELIVERIES_LOST : english.faults.webhook({ fault, missing });
  await updateConnection(tx, businessId, id, {
    webhook_state: "needs_repair",
    webhook_reason: reason,
  });
  if (webhook.state === "needs_repair") return;
  const target = { type: "connection", id };
  const details = { reason };
  await recordAudit(
    runtime,
    tx,
    systemActor(businessId),
    "connection.webhook_faulty",
    target,
    details,
  );
  const facts = { connection: name, fault, missing };
  await tellAboutConnection(runtime, tx, connection, "webhook_faulty", facts);
}
