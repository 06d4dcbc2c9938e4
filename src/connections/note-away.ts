import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Connection } from "./connection.ts";
import { getConnection } from "./get-connection.ts";
import { findConnectionRow, updateConnection } from "./store.ts";
import { tellAboutConnection } from "./tell-about-connection.ts";

const HOUR_MS = 3_600_000;

/** The processor did not answer a sweep: an hour after the first time, people are told, once. */
export async function noteAway(runtime: Runtime, { businessId, id }: Connection): Promise<void> {
  const now = runtime.now();
  await transact(runtime.db, businessId, async (tx) => {
    const row = await findConnectionRow(tx, businessId, id);
    const since = row?.away_since ?? now;
    if (since === now) await updateConnection(tx, businessId, id, { away_since: now });
    if (row?.away_told_at !== null || now.getTime() - since.getTime() < HOUR_MS) return;
    await updateConnection(tx, businessId, id, { away_told_at: now });
    const connection = await getConnection(tx, businessId, id);
    const facts = { connection: connection.name };
    await tellAboutConnection(runtime, tx, connection, "processor_away", facts);
  });
}
