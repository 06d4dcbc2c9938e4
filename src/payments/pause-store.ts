import { type Insertable, sql } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { PaymentPausesRow } from "#src/platform/tables.ts";
import type { Instant } from "#src/values/day.ts";
import { type Pause, type PauseFacts, pauseFromRow, type PauseScope } from "./pause.ts";

export async function insertPause(
  tx: BusinessTx,
  row: Insertable<PaymentPausesRow>,
): Promise<void> {
  await tx.insertInto("payment_pauses").values(row).execute();
}

/** From here to the end of the transaction nobody else counts declines of this business. */
export async function lockDeclines(tx: BusinessTx, businessId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`declines:${businessId}`}, 0))`.execute(
    tx,
  );
}

/**
 * What was declined, what succeeded and what was lifted since an instant, and what is paused now. Tries
 * with test cards say nothing about real ones.
 */
export async function readPauseFacts(
  tx: BusinessTx,
  { businessId, mode }: { businessId: string; mode: Mode },
  since: Instant,
  now: Instant,
): Promise<Pick<PauseFacts, "declined" | "succeeded" | "pauses">> {
  const declined = await tx
    .selectFrom("payments as tried")
    .select(["tried.invoice_id", "tried.created_at", "tried.payer_hash"])
    .where("tried.business_id", "=", businessId)
    .where("tried.mode", "=", mode)
    .where("tried.attempt_of", "is not", null)
    .where("tried.created_at", ">", since)
    // banks turn debits down days later: nobody tests anything with that
    .where((eb) =>
      eb.or([eb("tried.method_type", "is", null), eb("tried.method_type", "=", "card")]),
    )
    .execute();
  const succeeded = await tx
    .selectFrom("payments")
    .select((eb) => eb.fn.countAll<bigint>().as("count"))
    .where("business_id", "=", businessId)
    .where("status", "=", "succeeded")
    .where("processor", "=", "stripe")
    .where("mode", "=", mode)
    .where("collected_at", ">", since)
    .executeTakeFirstOrThrow();
  const pauses = await tx
    .selectFrom("payment_pauses")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("mode", "=", mode)
    .where("ends_at", ">", since)
    .where((eb) => eb.or([eb("ends_at", ">", now), eb("lifted_at", ">", since)]))
    .execute();
  return {
    declined: declined.map((row) => ({
      invoiceId: row.invoice_id,
      payer: row.payer_hash?.toString("hex") ?? null,
      at: row.created_at,
    })),
    succeeded: Number(succeeded.count),
    pauses: pauses.map((row) => ({
      ...pauseFromRow(row),
      payer: row.payer_hash?.toString("hex") ?? null,
    })),
  };
}

/** The pause that keeps this payer from opening a page for this invoice; the longest of several. */
export async function findRunningPause(
  tx: BusinessTx,
  businessId: string,
  { invoiceId, payerHash, mode }: { invoiceId: string; payerHash: Buffer | null; mode: Mode },
  now: Instant,
): Promise<Pause | null> {
  const row = await tx
    .selectFrom("payment_pauses")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("mode", "=", mode)
    .where("ends_at", ">", now)
    .where("lifted_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("scope", "=", "business"),
        eb("invoice_id", "=", invoiceId),
        eb("payer_hash", "=", payerHash),
      ]),
    )
    .orderBy("ends_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? pauseFromRow(row) : null;
}

/** Pauses that run now and that a person can do something about, newest first. */
export async function listRunningPauses(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  filter: { scope: PauseScope | null; now: Instant },
): Promise<Pause[]> {
  let query = tx
    .selectFrom("payment_pauses")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("ends_at", ">", filter.now)
    .where("lifted_at", "is", null)
    .where("scope", "<>", "address")
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (filter.scope !== null) query = query.where("scope", "=", filter.scope);
  return (await query.execute()).map(pauseFromRow);
}

export async function findPause(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Pause | null> {
  const row = await tx
    .selectFrom("payment_pauses")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row ? pauseFromRow(row) : null;
}

/** Ends the pauses of addresses from which an invoice was tried since an instant. */
export async function liftAddressesOf(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
  since: Instant,
  lifted: { at: Instant; by: string },
): Promise<void> {
  await tx
    .updateTable("payment_pauses")
    .set({ lifted_at: lifted.at, lifted_by: lifted.by })
    .where("business_id", "=", businessId)
    .where("scope", "=", "address")
    .where("ends_at", ">", lifted.at)
    .where("lifted_at", "is", null)
    .where("payer_hash", "in", (eb) =>
      eb
        .selectFrom("payments")
        .select("payer_hash")
        .where("business_id", "=", businessId)
        .where("invoice_id", "=", invoiceId)
        .where("attempt_of", "is not", null)
        .where("payer_hash", "is not", null)
        .where("created_at", ">", since),
    )
    .execute();
}

export async function markLifted(
  tx: BusinessTx,
  businessId: string,
  id: string,
  lifted: { at: Instant; by: string },
): Promise<void> {
  await tx
    .updateTable("payment_pauses")
    .set({ lifted_at: lifted.at, lifted_by: lifted.by })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}
