import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { NewId } from "#src/platform/ids.ts";
import type { Instant } from "#src/values/day.ts";
import { type Difference, differenceFromRow, type FoundDifference } from "./difference.ts";

/** Writes down a difference that is open, once: found again, only its amounts are renewed. */
export async function keepOpen(
  tx: BusinessTx,
  newId: NewId,
  where: { businessId: string; connectionId: string },
  found: FoundDifference,
  at: Instant,
): Promise<boolean> {
  const amounts = {
    payment_id: found.paymentId,
    ours_minor: found.ours?.amountMinor ?? null,
    ours_currency: found.ours?.currency ?? null,
    theirs_minor: found.theirs?.amountMinor ?? null,
    theirs_currency: found.theirs?.currency ?? null,
  };
  const renewed = await tx
    .updateTable("differences")
    .set(amounts)
    .where("business_id", "=", where.businessId)
    .where("connection_id", "=", where.connectionId)
    .where("processor_payment_id", "=", found.processorPaymentId)
    .where("kind", "=", found.kind)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  if (renewed.numUpdatedRows > 0n) return false;
  const written = await tx
    .insertInto("differences")
    .values({
      ...amounts,
      business_id: where.businessId,
      id: newId("dif"),
      connection_id: where.connectionId,
      kind: found.kind,
      processor_payment_id: found.processorPaymentId,
      found_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return written.numInsertedOrUpdatedRows === 1n;
}

export async function closeDifference(
  tx: BusinessTx,
  { businessId, id }: Pick<Difference, "businessId" | "id">,
  closedBy: "itself" | "repair",
  at: Instant,
): Promise<void> {
  await tx
    .updateTable("differences")
    .set({ closed_at: at, closed_by: closedBy })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .execute();
}

export async function listOpen(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Difference[]> {
  const rows = await tx
    .selectFrom("differences")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("closed_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(differenceFromRow);
}

export async function findDifference(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Difference | null> {
  const row = await tx
    .selectFrom("differences")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ? differenceFromRow(row) : null;
}

/** Newest first. */
export async function listDifferences(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  filter: { connectionId: string | null; isOpen: boolean | null },
): Promise<Difference[]> {
  let query = tx
    .selectFrom("differences")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (filter.connectionId !== null) query = query.where("connection_id", "=", filter.connectionId);
  if (filter.isOpen !== null) {
    query = query.where("closed_at", filter.isOpen ? "is" : "is not", null);
  }
  return (await query.execute()).map(differenceFromRow);
}
