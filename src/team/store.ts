import type { BusinessTx, Database } from "#src/platform/database.ts";

export async function listApiKeys(db: Database, businessId: string) {
  return db
    .selectFrom("api_keys")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .execute();
}

/** A key that still works; locked, since it is about to be revoked. */
export async function findWorkingKey(tx: BusinessTx, businessId: string, id: string) {
  return tx
    .selectFrom("api_keys")
    .select(["id", "role"])
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
}

export async function revokeApiKey(
  tx: BusinessTx,
  businessId: string,
  id: string,
  revokedAt: Date,
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ revoked_at: revokedAt })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}
