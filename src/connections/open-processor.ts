import { type BusinessTx, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Processor } from "#src/processors/processor.ts";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import { type Connection, connectionFromRow, secretPlace } from "./connection.ts";
import { findConnectionRow } from "./store.ts";

/**
 * The processor behind a connection, ready to be asked. Refuses with `connection_disconnected` when
 * its keys were wiped.
 */
export async function openProcessor(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<Processor> {
  const row = await transact(runtime.db, businessId, (tx) =>
    findConnectionRow(tx, businessId, connectionId),
  );
  if (!row?.credentials_sealed) {
    throw new Refusal("connection_disconnected", "This connection was disconnected.");
  }
  const place = secretPlace.credentials({ businessId, id: connectionId });
  return stripeProcessor(
    runtime.vault.open(place, row.credentials_sealed),
    runtime.config.stripeApiBase,
  );
}

/** The secrets a webhook of this connection may be signed with, newest first. */
export async function openWebhookSecrets(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<string[]> {
  const webhook = await transact(runtime.db, businessId, (tx) =>
    openWebhook(runtime, tx, businessId, connectionId),
  );
  return webhook?.secrets ?? [];
}

/** The same with the connection's mode, in a transaction of the caller; `null` when there is none. */
export async function openWebhook(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<{ mode: Connection["mode"]; secrets: string[] } | null> {
  const row = await findConnectionRow(tx, businessId, connectionId);
  if (!row) return null;
  const place = secretPlace.webhook({ businessId, id: connectionId });
  const { webhook_secret_sealed: current, webhook_former_secret_sealed: former } = row;
  const until = row.webhook_former_until;
  const isFormerValid = until === null || until > runtime.now();
  const secrets = [current, isFormerValid ? former : null]
    .filter((sealed) => sealed !== null)
    .map((sealed) => runtime.vault.open(place, sealed));
  return { mode: connectionFromRow(row).mode, secrets };
}
