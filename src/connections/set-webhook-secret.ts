import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { secretPlace } from "./connection.ts";
import { getConnection, requireConnected } from "./get-connection.ts";
import { updateConnection } from "./store.ts";

/** https://docs.stripe.com/webhooks/signatures: what an endpoint's secret looks like. */
const SECRET = /^whsec_[A-Za-z0-9+/=]{8,200}$/;

/**
 * Takes the secret of a webhook that the seller made by hand, where we may not make it or cannot be
 * reached by Stripe itself. Refuses with `webhook_is_automatic` while ours works, and 400 for what is
 * no such secret.
 */
export async function setWebhookSecret(
  runtime: Runtime,
  actor: Actor,
  id: string,
  pasted: string,
): Promise<void> {
  const { businessId } = actor;
  const secret = pasted.replace(/\s/g, "");
  if (!SECRET.test(secret)) {
    throw refuseField("webhookSecret", "must be a signing secret of Stripe: it begins with whsec_");
  }
  await transact(runtime.db, businessId, async (tx) => {
    const { webhook } = requireConnected(await getConnection(tx, businessId, id));
    if (webhook.state === "active") {
      throw new Refusal(
        "webhook_is_automatic",
        "The webhook of this connection was made by itself and works. It needs no secret by hand.",
      );
    }
    const place = secretPlace.webhook({ businessId, id });
    await updateConnection(tx, businessId, id, {
      webhook_state: "manual",
      webhook_reason: null,
      webhook_endpoint_id: null,
      webhook_secret_sealed: runtime.vault.seal(place, secret),
    });
    const target = { type: "connection", id };
    await recordAudit(runtime, tx, actor, "connection.webhook_set", target, { state: "manual" });
  });
}
