import type { Selectable } from "kysely";
import type { Instant } from "#src/values/day.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import type { ConnectionsRow } from "#src/platform/tables.ts";
import { lacksRequired } from "#src/processors/stripe/permissions.ts";

export const CONNECTION_STATES = ["ready", "incomplete", "broken", "disconnected"] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export const WEBHOOK_STATES = ["active", "needs_repair", "unavailable", "manual"] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/**
 * Why a webhook that looks well in Stripe needs repair all the same; an arriving event ends it. Rows
 * hold this very sentence and are found by it, so that it is not the notices' to reword.
 */
export const DELIVERIES_LOST = "Stripe's calls have not arrived here for an hour.";

/** One configured processor. Its secrets are not part of it: verbs unseal them where they ask. */
export interface Connection {
  readonly id: string;
  readonly businessId: string;
  readonly processor: "stripe";
  readonly name: string;
  readonly mode: Mode;
  readonly keyKind: string;
  readonly keyLast4: string;
  /** For the payment form in a pop-up; not a secret, every payer's browser gets it. */
  readonly publishableKey: string | null;
  readonly missingPermissions: readonly string[];
  readonly brokenReason: string | null;
  readonly depositAccountId: string;
  readonly feesAccountId: string;
  readonly webhook: {
    readonly state: WebhookState;
    readonly reason: string | null;
    readonly endpointId: string | null;
    readonly checkedAt: Instant | null;
  };
  readonly lastEventAt: Instant | null;
  readonly lastSweepAt: Instant | null;
  readonly sweptThrough: Instant | null;
  readonly comparedAt: Instant | null;
  readonly openDifferences: number;
  /** Currencies the processor keeps money in; empty as long as it did not tell. */
  readonly settlementCurrencies: readonly string[];
  readonly createdAt: Instant;
  readonly disconnectedAt: Instant | null;
}

export function connectionFromRow(row: Selectable<ConnectionsRow>): Connection {
  return {
    id: row.id,
    businessId: row.business_id,
    processor: "stripe",
    name: row.name,
    mode: row.mode === "live" ? "live" : "test",
    keyKind: row.key_kind,
    keyLast4: row.key_last4,
    publishableKey: row.publishable_key,
    missingPermissions: row.missing_permissions,
    brokenReason: row.broken_reason,
    depositAccountId: row.deposit_account_id,
    feesAccountId: row.fees_account_id,
    webhook: {
      state: WEBHOOK_STATES.find((state) => state === row.webhook_state) ?? "needs_repair",
      reason: row.webhook_reason,
      endpointId: row.webhook_endpoint_id,
      checkedAt: row.webhook_checked_at,
    },
    lastEventAt: row.last_event_at,
    lastSweepAt: row.last_sweep_at,
    sweptThrough: row.swept_through,
    comparedAt: row.compared_at,
    openDifferences: row.open_differences,
    settlementCurrencies: row.settlement_currencies,
    createdAt: row.created_at,
    disconnectedAt: row.disconnected_at,
  };
}

/** Derived from facts: gone, key turned down, permissions missing, or ready to take payments. */
export function stateOf(connection: Connection): ConnectionState {
  if (connection.disconnectedAt !== null) return "disconnected";
  if (connection.brokenReason !== null) return "broken";
  return lacksRequired(connection.missingPermissions) ? "incomplete" : "ready";
}

export function isReady(connection: Connection): boolean {
  return stateOf(connection) === "ready";
}

/** `sk_test_…4242`: enough to recognise a key, nothing to use it. */
export function keyHint(connection: Connection): string {
  const kind = connection.keyKind === "restricted" ? "rk" : "sk";
  return `${kind}_${connection.mode}_…${connection.keyLast4}`;
}

/** Where the processor is told to call us. */
export function webhookUrl(
  publicUrl: string,
  connection: { processor: string; id: string },
): string {
  return `${publicUrl}/webhooks/${connection.processor}/${connection.id}`;
}

/** Place names under which a connection's secrets are sealed. */
export const secretPlace = {
  credentials: (connection: { businessId: string; id: string }) =>
    `connections.credentials:${connection.businessId}:${connection.id}`,
  webhook: (connection: { businessId: string; id: string }) =>
    `connections.webhook:${connection.businessId}:${connection.id}`,
};
