import { type Insertable, sql, type Updateable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { DisputeMovementsRow, DisputesRow } from "#src/platform/tables.ts";
import type { Day } from "#src/values/day.ts";
import { type Dispute, disputeFromRow, type Movement, movementFromRow } from "./dispute.ts";

/** Writes a dispute or what changed about it; answers it with the status it had before. */
export async function upsertDispute(
  tx: BusinessTx,
  row: Insertable<DisputesRow>,
): Promise<{ dispute: Dispute; formerStatus: string | null }> {
  const former = await tx
    .selectFrom("disputes")
    .select("status")
    .where("business_id", "=", row.business_id)
    .where("connection_id", "=", row.connection_id)
    .where("processor_dispute_id", "=", row.processor_dispute_id)
    .executeTakeFirst();
  const written = await tx
    .insertInto("disputes")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["business_id", "connection_id", "processor_dispute_id"]).doUpdateSet({
        status: row.status,
        amount_minor: row.amount_minor,
        evidence_due_by: row.evidence_due_by ?? null,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { dispute: disputeFromRow(written), formerStatus: former?.status ?? null };
}

export async function updateDispute(
  tx: BusinessTx,
  dispute: Pick<Dispute, "businessId" | "id">,
  changes: Updateable<DisputesRow>,
): Promise<Dispute> {
  const row = await tx
    .updateTable("disputes")
    .set(changes)
    .where("business_id", "=", dispute.businessId)
    .where("id", "=", dispute.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return disputeFromRow(row);
}

export async function insertMovement(
  tx: BusinessTx,
  row: Insertable<DisputeMovementsRow>,
): Promise<void> {
  await tx
    .insertInto("dispute_movements")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The disputes of payments, oldest first. */
export async function listDisputes(
  tx: BusinessTx,
  businessId: string,
  paymentIds: readonly string[],
): Promise<Dispute[]> {
  if (paymentIds.length === 0) return [];
  const rows = await tx
    .selectFrom("disputes")
    .selectAll()
    .where("business_id", "=", businessId)
    .where(sql<boolean>`payment_id = any (${[...paymentIds]}::text[])`)
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
  return rows.map(disputeFromRow);
}

export async function listMovements(
  tx: BusinessTx,
  businessId: string,
  disputeId: string,
): Promise<Movement[]> {
  const rows = await tx
    .selectFrom("dispute_movements")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("dispute_id", "=", disputeId)
    .orderBy("transaction_id")
    .execute();
  return rows.map(movementFromRow);
}

export async function markRecorded(
  tx: BusinessTx,
  businessId: string,
  transactionId: string,
  on: Day,
): Promise<void> {
  await tx
    .updateTable("dispute_movements")
    .set({ recorded_on: on })
    .where("business_id", "=", businessId)
    .where("transaction_id", "=", transactionId)
    .execute();
}
