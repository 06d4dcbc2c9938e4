import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { KeyCheck, Processor } from "#src/processors/processor.ts";
import { cleanKey } from "#src/processors/stripe/key.ts";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import { checkPublishableKey, requireAllowedMode } from "./check-keys.ts";
import { type Connection, secretPlace, webhookUrl } from "./connection.ts";
import { getConnection, requireConnected } from "./get-connection.ts";
import { offerWhenReady } from "./offer-when-ready.ts";
import { openProcessor } from "./open-processor.ts";
import { repairWebhook } from "./repair-webhook.ts";
import { updateConnection } from "./store.ts";

export interface NewKeys {
  readonly secretKey: string;
  readonly publishableKey: string | null;
}

/**
 * Replaces the keys after checking them; a key that fails leaves the former one working. Links stay
 * as they are, also from test to live.
 *
 * @param beforeChange closes with the former key, or lets go of, what the new one, of another mode or
 *   account, will not see
 */
export async function replaceKeys(
  runtime: Runtime,
  actor: Actor,
  id: string,
  keys: NewKeys,
  beforeChange: (replacement: Processor, mode: KeyCheck["mode"]) => Promise<void>,
): Promise<void> {
  const { businessId } = actor;
  const { business, connection } = await transact(runtime.db, businessId, async (tx) => ({
    business: await getBusiness(tx, businessId),
    connection: requireConnected(await getConnection(tx, businessId, id)),
  }));
  const secretKey = cleanKey(keys.secretKey);
  requireAllowedMode(business, secretKey);
  checkPublishableKey(secretKey, keys.publishableKey);
  const replacement = stripeProcessor(secretKey, runtime.config.stripeApiBase);
  const check = await replacement.checkKey();
  await beforeChange(replacement, check.mode);
  const isElsewhere =
    check.mode !== connection.mode || !(await sees(runtime, replacement, connection));
  if (isElsewhere) await removeFormerWebhook(runtime, connection);
  await storeKeys(runtime, actor, connection, secretKey, check);
  await repairWebhook(runtime, actor, id);
}

/** Whether the new key sees the webhook of the former one, or may not look: only then it stays. */
async function sees(
  runtime: Runtime,
  replacement: Processor,
  connection: Connection,
): Promise<boolean> {
  const { endpointId } = connection.webhook;
  if (endpointId === null) return true;
  const url = webhookUrl(runtime.config.publicUrl, connection);
  return (await replacement.checkWebhook(endpointId, url)).kind !== "faulty";
}

async function storeKeys(
  runtime: Runtime,
  actor: Actor,
  before: Connection,
  secretKey: string,
  check: KeyCheck,
): Promise<void> {
  const { businessId, id } = before;
  const place = secretPlace.credentials({ businessId, id });
  await transact(runtime.db, businessId, async (tx) => {
    await updateConnection(tx, businessId, id, {
      credentials_sealed: runtime.vault.seal(place, secretKey),
      mode: check.mode,
      key_kind: check.kind,
      key_last4: check.last4,
      missing_permissions: [...check.missingPermissions],
      settlement_currencies: [...check.settlementCurrencies],
      broken_reason: null,
      broken_at: null,
    });
    await offerWhenReady(tx, before);
    const details = { keyLast4: check.last4, mode: check.mode };
    const target = { type: "connection", id };
    await recordAudit(runtime, tx, actor, "connection.keys_replaced", target, details);
  });
}

/** The endpoint of another mode or account hears nothing any more; a failure to remove it harms nobody. */
export async function removeFormerWebhook(runtime: Runtime, connection: Connection): Promise<void> {
  const { endpointId } = connection.webhook;
  if (endpointId === null) return;
  try {
    const processor = await openProcessor(runtime, connection.businessId, connection.id);
    await processor.removeWebhook(endpointId);
  } catch (error) {
    runtime.log.warn(
      { connection: connection.id, err: error },
      "an old webhook endpoint could not be removed",
    );
  }
}
