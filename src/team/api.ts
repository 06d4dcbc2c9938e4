import { z } from "@hono/zod-openapi";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { ROLES } from "#src/access/actor.ts";
import { createApiKey } from "#src/access/create-api-key.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { findWorkingKey, listApiKeys, revokeApiKey } from "./store.ts";

const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    hint: z.string(),
    createdAt: field.instant,
    revokedAt: field.instant.nullable(),
  })
  .openapi("ApiKey");

export const createApiKeyEndpoint = endpoint(
  {
    summary: "Make an API key; it is shown this once",
    permission: "keys.manage",
    body: z.strictObject({ name: field.line(60), role: z.enum(ROLES) }),
    answer: z.object({ id: z.string(), key: z.string() }).openapi("NewApiKey"),
    status: 201,
  },
  async ({ runtime, actor, body }) => {
    if (body.role === "owner" && actor.role !== "owner") {
      throw new Refusal("forbidden", "Only an owner can make a key with an owner's rights.");
    }
    return transact(runtime.db, actor.businessId, async (tx) => {
      const made = await createApiKey(runtime, tx, actor.businessId, body);
      await recordAudit(
        runtime,
        tx,
        actor,
        "api_key.created",
        { type: "api_key", id: made.id },
        { name: body.name, role: body.role },
      );
      return made;
    });
  },
);

export const listApiKeysEndpoint = endpoint(
  {
    summary: "API keys, without the keys",
    permission: "keys.manage",
    answer: field.listOf(ApiKey),
  },
  async ({ runtime, actor }) => {
    const rows = await listApiKeys(runtime.db, actor.businessId);
    const data = rows.map((row) => ({
      id: row.id,
      name: row.name,
      role: ROLES.find((role) => role === row.role) ?? ("viewer" as const),
      hint: `qk_…${row.hint}`,
      createdAt: row.created_at.toISOString(),
      revokedAt: row.revoked_at?.toISOString() ?? null,
    }));
    return { data, nextCursor: null };
  },
);

export const revokeApiKeyEndpoint = endpoint(
  {
    summary: "Revoke an API key at once",
    permission: "keys.manage",
    answer: z.null(),
    status: 204,
  },
  async ({ runtime, actor, params }) =>
    transact(runtime.db, actor.businessId, async (tx) => {
      const id = String(params["id"]);
      const key = await findWorkingKey(tx, actor.businessId, id);
      if (!key) throw new Refusal("not_found", "There is no such API key.");
      if (key.role === "owner" && actor.role !== "owner") {
        throw new Refusal("forbidden", "Only an owner can revoke a key with an owner's rights.");
      }
      await revokeApiKey(tx, actor.businessId, id, runtime.now());
      await recordAudit(runtime, tx, actor, "api_key.revoked", { type: "api_key", id });
      return null;
    }),
);
