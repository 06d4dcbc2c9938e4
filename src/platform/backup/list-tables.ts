import type { ClientBase } from "pg";

/** A table that a backup carries, as the catalogue describes it. */
export interface BackupTable {
  readonly name: string;
  /** Closed by row-level security: read and written business by business. */
  readonly isOfBusiness: boolean;
}

/**
 * Not carried: what migrating writes itself, and what ends with the server that wrote it. People
 * sign in again after a restore.
 */
const LEFT_OUT = [
  "schema_migrations",
  "sign_in_sessions",
  "sign_in_verifications",
  "password_resets",
  "attempt_limits",
];

/** All tables a backup carries, those that are referred to before those that refer to them. */
export async function listTables(client: ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; secured: boolean; refers_to: string[] }>(
    `SELECT c.relname AS name, c.relrowsecurity AS secured, array(
        SELECT DISTINCT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid <> c.oid) AS refers_to
      FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
      ORDER BY c.relname`,
    [LEFT_OUT],
  );
  const ordered: BackupTable[] = [];
  const isPlaced = (name: string) => ordered.some((table) => table.name === name);
  let waiting = rows;
  while (waiting.length > 0) {
    const free = waiting.filter(({ refers_to }) => refers_to.every(isPlaced));
    if (free.length === 0) throw new Error("tables refer to each other in a circle");
    for (const { name, secured } of free) ordered.push({ name, isOfBusiness: secured });
    waiting = waiting.filter((row) => !free.includes(row));
  }
  return ordered;
}

export async function listBusinesses(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    "SELECT DISTINCT business_id AS id FROM public.directory ORDER BY 1",
  );
  return rows.map(({ id }) => id);
}

/** Whether somebody's business is in the database, which may also be empty altogether. */
export async function holdsBusiness(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('public.directory') IS NOT NULL AS exists",
  );
  return rows[0]?.exists === true && (await listBusinesses(client)).length > 0;
}

/** From now on, until the end of the transaction, this business's rows are seen. */
export async function enterBusiness(client: ClientBase, businessId: string): Promise<void> {
  await client.query("SELECT set_config('app.business', $1, true)", [businessId]);
}
