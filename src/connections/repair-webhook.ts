import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { ProcessorAway, type WebhookOutcome } from "#src/processors/processor.ts";
import { secretPlace, webhookUrl } from "./connection.ts";
import { getConnection } from "./get-connection.ts";
import { openProcessor } from "./open-processor.ts";
import { isPublicAddress } from "./reachability.ts";
import { findConnectionRow, updateConnection } from "./store.ts";

/** Sessions opened before the repair live for a day, and Stripe repeats deliveries for three. */
const FORMER_SECRET_MS = 4 * 86_400_000;

/**
 * Leaves the connection with exactly one working webhook endpoint of ours, pinned to our API
 * version. The former secret stays valid beside the new one for deliveries under way. Without a
 * public address the state is `unavailable` and polling takes over; a processor that does not
 * answer leaves `needs_repair`.
 */
export async function repairWebhook(
  runtime: Runtime,
  actor: Actor,
  connectionId: string,
): Promise<void> {
  const { businessId } = actor;
  await transact(runtime.db, businessId, (tx) => getConnection(tx, businessId, connectionId));
  const outcome = await askForWebhook(runtime, businessId, connectionId);
  await transact(runtime.db, businessId, async (tx) => {
    await getConnection(tx, businessId, connectionId);
    const row = await findConnectionRow(tx, businessId, connectionId);
    const place = secretPlace.webhook({ businessId, id: connectionId });
    await updateConnection(
      tx,
      businessId,
      connectionId,
      outcome.kind === "created"
        ? {
            webhook_state: "active",
            webhook_reason: null,
            webhook_endpoint_id: outcome.endpointId,
            webhook_secret_sealed: runtime.vault.seal(place, outcome.secret),
            webhook_former_secret_sealed: row?.webhook_secret_sealed ?? null,
            webhook_former_until: new Date(runtime.now().getTime() + FORMER_SECRET_MS),
            webhook_checked_at: runtime.now(),
          }
        : { webhook_state: outcome.kind, webhook_reason: outcome.reason },
    );
    const target = { type: "connection", id: connectionId };
    await recordAudit(runtime, tx, actor, "connection.webhook_set", target, {
      state: outcome.kind,
    });
  });
}

async function askForWebhook(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<WebhookOutcome | { kind: "needs_repair"; reason: string }> {
  const { publicUrl, stripeApiBase } = runtime.config;
  if (stripeApiBase === null && !isPublicAddress(publicUrl)) {
    return {
      kind: "unavailable",
      reason: "This server has no public address, so we ask Stripe every minute instead.",
    };
  }
  const processor = await openProcessor(runtime, businessId, connectionId);
  try {
    return await processor.createWebhook({
      url: webhookUrl(publicUrl, { processor: "stripe", id: connectionId }),
      installationId: runtime.installationId,
      connectionId,
    });
  } catch (error) {
    if (!(error instanceof ProcessorAway)) throw error;
    return { kind: "needs_repair", reason: error.message };
  }
}
