import type { BusinessTx, Database } from "#src/platform/database.ts";

export async function listApiKeys(db: Database, businessId: string) {
  return db
    .selectFrom("api_keys")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .execute();
}

/** Answers whether there was a working key to revoke. */
export async function revokeApiKey(
  tx: BusinessTx,
  businessId: string,
  id: string,
  revokedAt: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable("api_keys")
    .set({ revoked_at: revokedAt })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
