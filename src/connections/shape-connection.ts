import { z } from "@hono/zod-openapi";
import { type Actor, can } from "#src/access/actor.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { EVENT_TYPES } from "#src/processors/stripe/events.ts";
import { describePermission } from "#src/processors/stripe/permissions.ts";
import {
  type Connection,
  CONNECTION_STATES,
  keyHint,
  stateOf,
  WEBHOOK_STATES,
  webhookUrl,
} from "./connection.ts";

const summary = {
  id: z.string(),
  name: z.string(),
  processor: z.enum(["stripe"]),
  mode: z.enum(["test", "live"]),
  state: z.enum(CONNECTION_STATES),
};

const details = {
  depositAccountId: z.string(),
  feesAccountId: z.string(),
  missingPermissions: z.array(
    z.object({ permission: z.string(), name: z.string(), disables: z.string() }),
  ),
  brokenReason: z.string().nullable(),
  webhook: z.object({
    state: z.enum(WEBHOOK_STATES),
    url: z.string(),
    reason: z.string().nullable(),
    lastEventAt: field.instant.nullable(),
    checkedAt: field.instant.nullable(),
    /** What one made by hand has to be told. */
    events: z.array(z.string()),
  }),
  lastSweepAt: field.instant.nullable(),
  lastComparedAt: field.instant.nullable(),
  openDifferences: z.int(),
  settlementCurrencies: z.array(z.string()),
  secretKeyHint: z.string(),
  publishableKey: z.string().nullable(),
  createdAt: field.instant,
};

/** Roles without access to connections see the summary only. */
export const ConnectionAnswer = z
  .object({ ...summary, ...z.object(details).partial().shape })
  .openapi("Connection");

/** Keys as pasted: spaces and line breaks that came along are taken out later. */
export const credentialFields = z.strictObject({
  secretKey: pastedKey(),
  publishableKey: pastedKey().optional(),
});

/** A key as it was pasted. */
export function pastedKey() {
  return z.string().max(500, "must have at most 500 characters");
}

const NAME_LENGTH = 60;

export function connectionName() {
  return field.line(NAME_LENGTH);
}

/** A connection as the role may see it. */
export function shapeConnection(
  runtime: Runtime,
  actor: Actor,
  connection: Connection,
): z.input<typeof ConnectionAnswer> {
  const { id, name, processor, mode } = connection;
  const brief = { id, name, processor, mode, state: stateOf(connection) };
  if (!can(actor.role, "connections.manage")) return brief;
  return {
    ...brief,
    depositAccountId: connection.depositAccountId,
    feesAccountId: connection.feesAccountId,
    missingPermissions: connection.missingPermissions.map(describePermission),
    brokenReason: connection.brokenReason,
    webhook: {
      state: connection.webhook.state,
      url: webhookUrl(runtime.config.publicUrl, connection),
      reason: connection.webhook.reason,
      lastEventAt: connection.lastEventAt?.toISOString() ?? null,
      checkedAt: connection.webhook.checkedAt?.toISOString() ?? null,
      events: [...EVENT_TYPES],
    },
    lastSweepAt: connection.lastSweepAt?.toISOString() ?? null,
    lastComparedAt: connection.comparedAt?.toISOString() ?? null,
    openDifferences: connection.openDifferences,
    settlementCurrencies: [...connection.settlementCurrencies],
    secretKeyHint: keyHint(connection),
    publishableKey: connection.publishableKey,
    createdAt: connection.createdAt.toISOString(),
  };
}
