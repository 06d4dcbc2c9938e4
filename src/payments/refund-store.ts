import { type Insertable, sql, type Updateable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { RefundsRow } from "#src/platform/tables.ts";
import { must } from "#src/values/assert.ts";
import { type Refund, refundFromRow } from "./refund.ts";

export async function insertRefund(tx: BusinessTx, row: Insertable<RefundsRow>): Promise<Refund> {
  const made = await tx.insertInto("refunds").values(row).returningAll().executeTakeFirst();
  return refundFromRow(must(made, "it was just written"));
}

export async function updateRefund(
  tx: BusinessTx,
  refund: Pick<Refund, "businessId" | "id">,
  changes: Updateable<RefundsRow>,
): Promise<Refund> {
  const row = await tx
    .updateTable("refunds")
    .set(changes)
    .where("business_id", "=", refund.businessId)
    .where("id", "=", refund.id)
    .returningAll()
    .executeTakeFirst();
  return refundFromRow(must(row, "refunds are never deleted"));
}

/** The refunds of a payment, oldest first. */
export async function listRefunds(
  tx: BusinessTx,
  businessId: string,
  paymentIds: readonly string[],
): Promise<Refund[]> {
  if (paymentIds.length === 0) return [];
  const rows = await tx
    .selectFrom("refunds")
    .selectAll()
    .where("business_id", "=", businessId)
    .where(sql<boolean>`payment_id = any (${[...paymentIds]}::text[])`)
    .orderBy("id")
    .execute();
  return rows.map(refundFromRow);
}

/** Payments of a connection with refunds of which it is not known what they took from the balance. */
export async function listAwaitingConversion(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<string[]> {
  const rows = await tx
    .selectFrom("refunds as r")
    .innerJoin("payments as p", (join) =>
      join.onRef("p.business_id", "=", "r.business_id").onRef("p.id", "=", "r.payment_id"),
    )
    .select("p.id")
    .distinct()
    .where("r.business_id", "=", businessId)
    .where("r.connection_id", "=", connectionId)
    .where("r.booked_at", "is not", null)
    .where("r.restored_at", "is", null)
    .where("r.settled_minor", "is", null)
    .where("p.recorded_on", "is not", null)
    .where("p.cleared_at", "is", null)
    .whereRef("p.settlement_currency", "<>", "r.currency")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Refunds whose answer was lost: asking again with the same key tells what became of them. */
export async function listUnansweredRefunds(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Refund[]> {
  const rows = await tx
    .selectFrom("refunds")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("status", "in", ["started", "unknown"])
    .orderBy("id")
    .limit(100)
    .execute();
  return rows.map(refundFromRow);
}
