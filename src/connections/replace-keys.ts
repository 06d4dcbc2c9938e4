import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { KeyCheck, Processor, WebhookHealth } from "#src/processors/processor.ts";
import { cleanKey } from "#src/processors/stripe/key.ts";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import { publishableKeyBeside, requireAllowedMode } from "./check-keys.ts";
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

/** What payments know about a key that is to replace the one of their connection. */
export interface Replacing {
  /**
   * Closes with the former key, or lets go of, what the new one, of another mode or account, will not
   * see.
   */
  beforeChange(replacement: Processor, mode: KeyCheck["mode"]): Promise<void>;
  /** Whether the new key sees what was made with the former one: it is of the same account. */
  isOfSameAccount(replacement: Processor): Promise<boolean>;
}

/**
 * Replaces the keys after checking them; a key that fails leaves the former one working. Links stay
 * as they are, also from test to live. A publishable key that is not given again stays only where
 * the account is known to be the same: one of another account opens nobody's payment form.
 */
export async function replaceKeys(
  runtime: Runtime,
  actor: Actor,
  id: string,
  keys: NewKeys,
  replacing: Replacing,
): Promise<void> {
  const { businessId } = actor;
  const { business, connection } = await transact(runtime.db, businessId, async (tx) => ({
    business: await getBusiness(tx, businessId),
    connection: requireConnected(await getConnection(tx, businessId, id)),
  }));
  const secretKey = cleanKey(keys.secretKey);
  requireAllowedMode(business, secretKey);
  const given = publishableKeyBeside(secretKey, keys.publishableKey);
  const replacement = stripeProcessor(secretKey, runtime.config.stripeApiBase);
  const check = await replacement.checkKey();
  await replacing.beforeChange(replacement, check.mode);
  const isSameMode = check.mode === connection.mode;
  const webhook = isSameMode ? await findWebhook(runtime, replacement, connection) : "faulty";
  if (webhook === "faulty") await removeFormerWebhook(runtime, connection);
  const publishableKey =
    isSameMode &&
    given === null &&
    (webhook === "working" || (await replacing.isOfSameAccount(replacement)))
      ? connection.publishableKey
      : given;
  await storeKeys(runtime, actor, connection, { secretKey, publishableKey }, check);
  await repairWebhook(runtime, actor, id);
}

/** How the new key sees the webhook of the former one; `hidden` also when there is none. */
async function findWebhook(
  runtime: Runtime,
  replacement: Processor,
  connection: Connection,
): Promise<WebhookHealth["kind"]> {
  const { endpointId } = connection.webhook;
  if (endpointId === null) return "hidden";
  const url = webhookUrl(runtime.config.publicUrl, connection);
  return (await replacement.checkWebhook(endpointId, url)).kind;
}

async function storeKeys(
  runtime: Runtime,
  actor: Actor,
  before: Connection,
  { secretKey, publishableKey }: NewKeys,
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
      publishable_key: publishableKey,
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
