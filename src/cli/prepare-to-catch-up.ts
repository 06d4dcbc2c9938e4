import type { ClientBase } from "pg";
import { enterBusiness, listBusinesses } from "#src/platform/backup/list-tables.ts";

const HELD =
  "Not sent by itself: this was waiting when the backup was made that was restored, and may have been sent since. Send it if it was not.";

/**
 * Readies restored data for what has happened since, in the transaction that restores it: nothing that
 * may have been mailed is mailed again by itself, and every connection is compared with the processor
 * from before the backup on, so that payments whose rows are lost are written anew.
 * Answers how many mails are kept back.
 */
export async function prepareToCatchUp(
  client: ClientBase,
  { takenAt, restoredAt }: { takenAt: Date; restoredAt: Date },
): Promise<number> {
  let held = 0;
  await client.query("UPDATE installation SET restored_at = $1", [restoredAt]);
  for (const businessId of await listBusinesses(client)) {
    await enterBusiness(client, businessId);
    const waiting = await client.query(
      `UPDATE mails SET failed_at = $2, last_error = $3
        WHERE business_id = $1 AND sent_at IS NULL AND failed_at IS NULL`,
      [businessId, restoredAt, HELD],
    );
    held += waiting.rowCount ?? 0;
    await client.query(
      `UPDATE connections SET compared_at = least(coalesce(compared_at, created_at), $2::timestamptz - interval '1 day')
        WHERE business_id = $1 AND disconnected_at IS NULL`,
      [businessId, takenAt],
    );
  }
  return held;
}

/** The first start sweeps at once, and then compares. Without this it would wait for its hour. */
export async function queueSweeps(client: ClientBase): Promise<void> {
  await client.query(
    `SELECT add_job('sweep_connection', json_build_object('businessId', business_id, 'connectionId', id),
        'sweep_connection:' || id, now())
      FROM directory WHERE id LIKE 'con\\_%'`,
  );
}
