import type { Insertable, Selectable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PayoutsRow } from "#src/platform/tables.ts";

export async function upsertPayout(tx: BusinessTx, row: Insertable<PayoutsRow>): Promise<void> {
  const { status, amount_minor, arrives_on } = row;
  await tx
    .insertInto("payouts")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["business_id", "connection_id", "id"])
        .doUpdateSet({ status, amount_minor, arrives_on }),
    )
    .execute();
}

/** What is known of payouts, by their ids. */
export async function listPayoutStatuses(
  tx: BusinessTx,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("payouts")
    .select(["id", "status"])
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** The payouts that brought payments to the bank, by their ids. */
export async function listPayouts(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Map<string, Selectable<PayoutsRow>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
