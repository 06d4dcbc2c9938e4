import { z } from "@hono/zod-openapi";
import type { Actor } from "#src/access/actor.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { checkConnection } from "./change-connection.ts";
import { createConnection } from "./create-connection.ts";
import { getConnection, getConnections } from "./get-connection.ts";
import { repairWebhook } from "./repair-webhook.ts";
import {
  ConnectionAnswer,
  connectionName,
  credentialFields,
  shapeConnection,
} from "./shape-connection.ts";

export const listConnectionsEndpoint = endpoint(
  {
    summary: "Connections",
    permission: "connections.list",
    answer: field.listOf(ConnectionAnswer),
  },
  async ({ runtime, actor }) => {
    const connections = await transact(runtime.db, actor.businessId, (tx) =>
      getConnections(tx, actor.businessId),
    );
    return {
      data: connections.map((one) => shapeConnection(runtime, actor, one)),
      nextCursor: null,
    };
  },
);

export const getConnectionEndpoint = endpoint(
  { summary: "One connection", permission: "connections.list", answer: ConnectionAnswer },
  async ({ runtime, actor, params }) => show(runtime, actor, params["id"]),
);

export const createConnectionEndpoint = endpoint(
  {
    summary: "Connect a processor: the key is checked, then the webhook made",
    permission: "connections.manage",
    body: z.strictObject({
      processor: z.enum(["stripe"], 'must be "stripe"'),
      name: connectionName(),
      credentials: credentialFields,
      depositAccountId: field.id("acc").optional(),
      feesAccountId: field.id("acc").optional(),
    }),
    answer: ConnectionAnswer,
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
    return shapeConnection(runtime, actor, connection);
  },
);

export const checkConnectionEndpoint = endpoint(
  {
    summary: "Check key and permissions again",
    permission: "connections.manage",
    answer: ConnectionAnswer,
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
    answer: ConnectionAnswer,
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
  return shapeConnection(runtime, actor, connection);
}
