import { sql } from "kysely";
import type { Instant } from "#src/values/day.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { updateConnection } from "./store.ts";

/** Notes that the processor called. */
export async function noteEventReceived(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  at: Instant,
): Promise<void> {
  await updateConnection(tx, businessId, connectionId, { last_event_at: at });
}

/** Notes a finished sweep, and up to when everything that happened has been dealt with. */
export async function noteSweep(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  { at, sweptThrough }: { at: Instant; sweptThrough: Instant | null },
): Promise<void> {
  const changes = { last_sweep_at: at, swept_through: sweptThrough, away_told_at: null };
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

/** Notes a finished comparison with the books, and how many differences it left. */
export async function noteComparison(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  { at, open }: { at: Instant; open: number },
): Promise<void> {
  const changes = { compared_at: at, open_differences: open };
  await updateConnection(tx, businessId, connectionId, changes);
}
