import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import { type Connection, connectionFromRow, secretPlace } from "./connection.ts";
import { findConnectionRow } from "./store.ts";

/** What a connection's webhooks are verified with. */
export interface WebhookKeys {
  readonly businessId: string;
  readonly connectionId: string;
  readonly mode: Connection["mode"];
  /** As they lie in the database, current and former: while they do, what is here is up to date. */
  readonly sealed: readonly [current: Buffer | null, former: Buffer | null];
  /** Those that a webhook may be signed with at a moment, newest first. */
  secretsAt(now: Instant): string[];
}

/** Opens the webhook secrets of a connection; `null` when there is none. */
export async function readWebhookKeys(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<WebhookKeys | null> {
  const row = await transact(runtime.db, businessId, (tx) =>
    findConnectionRow(tx, businessId, connectionId),
  );
  if (!row) return null;
  const place = secretPlace.webhook({ businessId, id: connectionId });
  const open = (sealed: Buffer | null): string[] =>
    sealed === null ? [] : [runtime.vault.open(place, sealed)];
  const { webhook_former_until: until } = row;
  const current = open(row.webhook_secret_sealed);
  const former = open(row.webhook_former_secret_sealed);
  return {
    businessId,
    connectionId,
    mode: connectionFromRow(row).mode,
    sealed: [row.webhook_secret_sealed, row.webhook_former_secret_sealed],
    secretsAt: (now) => (until === null || until > now ? [...current, ...former] : current),
  };
}
