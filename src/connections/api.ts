import { z } from "@hono/zod-openapi";
import { type Actor, can } from "#src/access/actor.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { describePermission } from "#src/processors/stripe/permissions.ts";
import { changeConnection, checkConnection, replaceKeys } from "./change-connection.ts";
import {
  type Connection,
  CONNECTION_STATES,
  keyHint,
  stateOf,
  WEBHOOK_STATES,
  webhookUrl,
} from "./connection.ts";
import { createConnection } from "./create-connection.ts";
import { getConnection, getConnections } from "./get-connection.ts";
import { repairWebhook } from "./repair-webhook.ts";

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
  }),
  lastSweepAt: field.instant.nullable(),
  secretKeyHint: z.string(),
  createdAt: field.instant,
};

/** Roles without access to connections see the summary only. */
const Connection = z
  .object({ ...summary, ...z.object(details).partial().shape })
  .openapi("Connection");

const credentials = z.strictObject({
  secretKey: z.string().max(500, "must have at most 500 characters"),
  publishableKey: z.string().max(500, "must have at most 500 characters").optional(),
});
const NAME_LENGTH = 60;

export const listConnectionsEndpoint = endpoint(
  { summary: "Connections", permission: "connections.list", answer: field.listOf(Connection) },
  async ({ runtime, actor }) => {
    const connections = await transact(runtime.db, actor.businessId, (tx) =>
      getConnections(tx, actor.businessId),
    );
    return { data: connections.map((one) => shape(runtime, actor, one)), nextCursor: null };
  },
);

export const getConnectionEndpoint = endpoint(
  { summary: "One connection", permission: "connections.list", answer: Connection },
  async ({ runtime, actor, params }) => show(runtime, actor, params["id"]),
);

export const createConnectionEndpoint = endpoint(
  {
    summary: "Connect a processor: the key is checked, then the webhook made",
    permission: "connections.manage",
    body: z.strictObject({
      processor: z.enum(["stripe"], 'must be "stripe"'),
      name: field.line(NAME_LENGTH),
      credentials,
      depositAccountId: field.id("acc").optional(),
      feesAccountId: field.id("acc").optional(),
    }),
    answer: Connection,
    status: 201,
  },
  async ({ runtime, actor, body }) => {
    const connection = await createConnection(runtime, actor, {
      name: body.name,
      secretKey: body.credentials.secretKey,
      publishableKey: body.credentials.publishableKey ?? null,
      depositAccountId: body.depositAccountId ?? null,
      feesAccountId: body.feesAccountId ?? null,
    });
    return shape(runtime, actor, connection);
  },
);

export const changeConnectionEndpoint = endpoint(
  {
    summary: "Rename a connection, change its accounts or replace its keys",
    permission: "connections.manage",
    body: z
      .strictObject({
        name: field.line(NAME_LENGTH),
        credentials,
        depositAccountId: field.id("acc"),
        feesAccountId: field.id("acc"),
      })
      .partial(),
    answer: Connection,
  },
  async ({ runtime, actor, params, body }) => {
    const { credentials: keys, ...changes } = body;
    const id = String(params["id"]);
    if (keys && Object.keys(changes).length > 0) {
      throw refuseField("credentials", "must be replaced in a request of its own");
    }
    if (keys) {
      await replaceKeys(runtime, actor, id, {
        secretKey: keys.secretKey,
        publishableKey: keys.publishableKey ?? null,
      });
    } else {
      await changeConnection(runtime, actor, id, changes);
    }
    return show(runtime, actor, id);
  },
);

export const checkConnectionEndpoint = endpoint(
  {
    summary: "Check key and permissions again",
    permission: "connections.manage",
    answer: Connection,
  },
  async ({ runtime, actor, params }) => {
    await checkConnection(runtime, actor, String(params["id"]));
    return show(runtime, actor, params["id"]);
  },
);

export const repairWebhookEndpoint = endpoint(
  {
    summary: "Repair the webhook: leaves exactly one working endpoint of ours",
    permission: "connections.manage",
    answer: Connection,
  },
  async ({ runtime, actor, params }) => {
    await repairWebhook(runtime, actor, String(params["id"]));
    return show(runtime, actor, params["id"]);
  },
);

async function show(runtime: Runtime, actor: Actor, id: string | undefined) {
  const connection = await transact(runtime.db, actor.businessId, (tx) =>
    getConnection(tx, actor.businessId, String(id)),
  );
  return shape(runtime, actor, connection);
}

function shape(runtime: Runtime, actor: Actor, connection: Connection): z.input<typeof Connection> {
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
    },
    lastSweepAt: connection.lastSweepAt?.toISOString() ?? null,
    secretKeyHint: keyHint(connection),
    createdAt: connection.createdAt.toISOString(),
  };
}
