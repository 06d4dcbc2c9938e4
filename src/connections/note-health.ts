import { sql } from "kysely";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { updateConnection } from "./store.ts";

const HOUR_MS = 3_600_000;

/** Notes a finished sweep, and up to when everything that happened has been dealt with. */
export async function noteSweep(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  { at, sweptThrough }: { at: Instant; sweptThrough: Instant | null },
): Promise<void> {
  const answered = { away_since: null, away_told_at: null };
  const changes = { last_sweep_at: at, swept_through: sweptThrough, ...answered };
  await updateConnection(tx, businessId, connectionId, changes);
}

/** Notes a currency that the processor settled a payment in, once. */
export async function noteSettlementCurrency(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  currency: string,
): Promise<void> {
  await tx
    .updateTable("connections")
    .set({ settlement_currencies: sql`array_append(settlement_currencies, ${currency})` })
    .where("business_id", "=", businessId)
    .where("id", "=", connectionId)
    .where(sql<boolean>`${currency} <> all (settlement_currencies)`)
    .execute();
}

/** Whether a comparison may begin: none is under way, and none failed within the hour. */
export async function claimComparison(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<boolean> {
  const now = runtime.now();
  const claimed = await tx
    .updateTable("connections")
    .set({ comparing_since: now })
    .where("business_id", "=", businessId)
    .where("id", "=", connectionId)
    .where((eb) =>
      eb.or([
        eb("comparing_since", "is", null),
        eb("comparing_since", "<", new Date(now.getTime() - HOUR_MS)),
      ]),
    )
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}

/** Notes a finished comparison with the books, and how many differences it left. */
export async function noteComparison(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  { at, open }: { at: Instant; open: number },
): Promise<void> {
  const changes = { compared_at: at, open_differences: open, comparing_since: null };
  await updateConnection(tx, businessId, connectionId, changes);
}
