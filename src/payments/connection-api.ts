import { z } from "@hono/zod-openapi";
import { type ApiCall, endpoint } from "#src/access/endpoint.ts";
import { changeConnection } from "#src/connections/change-connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { replaceKeys } from "#src/connections/replace-keys.ts";
import { setWebhookSecret } from "#src/connections/set-webhook-secret.ts";
import {
  ConnectionAnswer,
  connectionName,
  credentialFields,
  pastedKey,
  shapeConnection,
} from "#src/connections/shape-connection.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { refuseField } from "#src/platform/refusal.ts";
import { clearTestPayments } from "./clear-test-payments.ts";
import { closeUnseenSessions, seesLastSession, settleLetGo } from "./close-sessions.ts";
import { disconnectConnection, previewDisconnect } from "./disconnect-connection.ts";

/** What happens to a connection that payments have to know of first: other keys, and its end. */

export const changeConnectionEndpoint = endpoint(
  {
    summary: "Rename a connection, change its accounts, replace its keys or its webhook's secret",
    permission: "connections.manage",
    body: z
      .strictObject({
        name: connectionName(),
        credentials: credentialFields,
        depositAccountId: field.id("acc"),
        feesAccountId: field.id("acc"),
        publishableKey: pastedKey().nullable(),
        /** Of a webhook made by hand in Stripe. */
        webhookSecret: z.string().max(500, "must have at most 500 characters"),
      })
      .partial(),
    answer: ConnectionAnswer,
  },
  async (call) => {
    const { runtime, actor, body } = call;
    const { credentials: keys, webhookSecret, ...changes } = body;
    const id = String(call.params["id"]);
    for (const field of ["credentials", "webhookSecret"] as const) {
      if (body[field] === undefined || Object.keys(body).length === 1) continue;
      throw refuseField(field, "must be replaced in a request of its own");
    }
    if (webhookSecret !== undefined) {
      await setWebhookSecret(runtime, actor, id, webhookSecret);
      return show(call, id);
    }
    if (!keys) {
      await changeConnection(runtime, actor, id, changes);
      return show(call, id);
    }
    const address = { businessId: actor.businessId, connectionId: id };
    const given = { secretKey: keys.secretKey, publishableKey: keys.publishableKey ?? null };
    await replaceKeys(runtime, actor, id, given, {
      beforeChange: (replacement, mode) => closeUnseenSessions(runtime, address, replacement, mode),
      isOfSameAccount: (replacement) => seesLastSession(runtime, address, replacement),
    });
    await settleLetGo(runtime, address);
    const shown = await show(call, id);
    if (shown.mode === "live") await clearTestPayments(runtime, address);
    return shown;
  },
);

export const disconnectPreviewEndpoint = endpoint(
  {
    summary: "What disconnecting would void and close",
    permission: "connections.manage",
    answer: z
      .object({ payLinks: z.int(), openSessions: z.int(), invoices: z.int(), customers: z.int() })
      .openapi("DisconnectPreview"),
  },
  async ({ runtime, actor, params }) =>
    previewDisconnect(runtime, actor.businessId, String(params["id"])),
);

export const disconnectConnectionEndpoint = endpoint(
  {
    summary: "Disconnect for good: wipes the keys, voids its pay links, keeps the history",
    permission: "connections.manage",
    answer: z.null(),
    status: 204,
  },
  async ({ runtime, actor, params }) => {
    await disconnectConnection(runtime, actor, String(params["id"]));
    return null;
  },
);

async function show({ runtime, actor }: ApiCall, id: string) {
  const connection = await transact(runtime.db, actor.businessId, (tx) =>
    getConnection(tx, actor.businessId, id),
  );
  return shapeConnection(runtime, actor, connection);
}
