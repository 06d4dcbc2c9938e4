import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";

/** A page of the log, newest first, one row more than asked for. */
export async function listAudit(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  targetId: string | null,
) {
  let query = tx
    .selectFrom("audit_entries")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (targetId !== null) query = query.where("target_id", "=", targetId);
  return query.execute();
}
