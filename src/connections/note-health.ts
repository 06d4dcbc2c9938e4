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
  const changes = { last_sweep_at: at, swept_through: sweptThrough };
  await updateConnection(tx, businessId, connectionId, changes);
}
