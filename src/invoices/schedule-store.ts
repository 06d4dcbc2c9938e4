import type { Insertable, Updateable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { ScheduledSendingsRow } from "#src/platform/tables.ts";
import type { Day, Instant } from "#src/values/day.ts";
import { type ScheduledSending, sendingFromRow } from "./scheduled-sending.ts";

export async function insertSending(
  tx: BusinessTx,
  row: Insertable<ScheduledSendingsRow>,
): Promise<void> {
  await tx.insertInto("scheduled_sendings").values(row).execute();
}

/** Changes one that has not ended. */
export async function updateSending(
  tx: BusinessTx,
  { businessId, id }: Pick<ScheduledSending, "businessId" | "id">,
  changes: Updateable<ScheduledSendingsRow>,
): Promise<void> {
  await tx
    .updateTable("scheduled_sendings")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .execute();
}

/** Which invoice it is about, ended or not; `null` when it went with its draft. */
export async function findInvoiceOfSending(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom("scheduled_sendings")
    .select("invoice_id")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.invoice_id ?? null;
}

/**
 * Whether a plan of this invoice, or one that took its place, was carried out; `null` when the invoice
 * never had that plan.
 */
export async function wasSentSince(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
  planId: string,
): Promise<boolean | null> {
  const plans = await tx
    .selectFrom("scheduled_sendings")
    .select(["id", "planned_at", "ended_as"])
    .where("business_id", "=", businessId)
    .where("invoice_id", "=", invoiceId)
    .execute();
  const seen = plans.find(({ id }) => id === planId);
  if (seen === undefined) return null;
  return plans.some((one) => one.ended_as === "sent" && one.planned_at >= seen.planned_at);
}

/** What is planned for an invoice. Whoever changes it has locked the invoice. */
export async function findSending(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
): Promise<ScheduledSending | null> {
  const [sending] = await findSendings(tx, businessId, [invoiceId]);
  return sending ?? null;
}

export async function findSendings(
  tx: BusinessTx,
  businessId: string,
  invoiceIds: readonly string[],
): Promise<ScheduledSending[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await tx
    .selectFrom("scheduled_sendings")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("invoice_id", "in", [...invoiceIds])
    .where("ended_at", "is", null)
    .execute();
  return rows.map(sendingFromRow);
}

/**
 * What is planned for a day or for one before it, with the zone the business has now; and, for whatever
 * day, what was planned before a backup was restored and is not held yet.
 */
export async function listSendingsUntil(
  tx: BusinessTx,
  businessId: string,
  until: Day,
  restoredAt: Instant | null,
): Promise<(ScheduledSending & { timezone: string })[]> {
  const rows = await tx
    .selectFrom("scheduled_sendings as s")
    .innerJoin("businesses as b", "b.id", "s.business_id")
    .selectAll("s")
    .select("b.timezone")
    .where("s.business_id", "=", businessId)
    .where("s.ended_at", "is", null)
    .where((eb) => {
      const hasCome = eb("s.send_on", "<=", until);
      if (restoredAt === null) return hasCome;
      const isRevived = eb("s.planned_at", "<", restoredAt);
      return eb.or([hasCome, eb.and([isRevived, eb("s.held_since", "is", null)])]);
    })
    .orderBy("s.id")
    .execute();
  return rows.map((row) => ({ ...sendingFromRow(row), timezone: row.timezone }));
}
