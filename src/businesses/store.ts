import type { Insertable, Updateable } from "kysely";
import { must } from "#src/values/assert.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { BusinessesRow } from "#src/platform/tables.ts";
import { type Business, businessFromRow } from "./business.ts";

export async function insertBusiness(
  tx: BusinessTx,
  row: Insertable<BusinessesRow>,
): Promise<void> {
  await tx.insertInto("businesses").values(row).execute();
  await tx.insertInto("directory").values({ id: row.id, business_id: row.id }).execute();
}

/** `null` when there is no such business. */
export async function findBusiness(tx: BusinessTx, businessId: string): Promise<Business | null> {
  const row = await tx
    .selectFrom("businesses")
    .selectAll()
    .where("id", "=", businessId)
    .executeTakeFirst();
  return row ? businessFromRow(row) : null;
}

export async function updateBusiness(
  tx: BusinessTx,
  businessId: string,
  changes: Updateable<BusinessesRow>,
): Promise<Business> {
  const row = await tx
    .updateTable("businesses")
    .set(changes)
    .where("id", "=", businessId)
    .returningAll()
    .executeTakeFirst();
  return businessFromRow(must(row, `business ${businessId} is missing`));
}
