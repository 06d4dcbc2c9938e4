import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { instant, listOf, pageQuery, pageRequest, search, toPage } from "#src/platform/fields.ts";
import { transact } from "#src/platform/database.ts";
import { listAudit } from "./store.ts";

const AuditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({ type: z.string(), id: z.string().nullable(), name: z.string() }),
    ipAddress: z.string().nullable(),
    action: z.string(),
    target: z.object({ type: z.string(), id: z.string() }),
    details: z.unknown(),
  })
  .openapi("AuditEntry");

export const listAuditEndpoint = endpoint(
  {
    summary: "Who did what, when and from where, newest first",
    permission: "audit.read",
    query: z.strictObject({ ...pageQuery, targetId: search(60).optional() }),
    answer: listOf(AuditEntry),
  },
  async ({ runtime, actor, query }) => {
    const page = pageRequest(query);
    const rows = await transact(runtime.db, actor.businessId, (tx) =>
      listAudit(tx, actor.businessId, page, query.targetId ?? null),
    );
    return toPage(rows, page, (row) => ({
      id: row.id,
      at: row.happened_at.toISOString(),
      actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
      ipAddress: row.ip_address,
      action: row.action,
      target: { type: row.target_type, id: row.target_id },
      details: row.details,
    }));
  },
);
