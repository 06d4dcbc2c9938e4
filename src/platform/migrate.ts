import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, type ClientBase } from "pg";

export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code: "migration_edited" | "migration_failed" | "migration_misnamed" | "database_newer";

  constructor(code: MigrationError["code"], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What the database knows of a migration that was applied to it. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

export interface Migration extends AppliedMigration {
  readonly sql: string;
}

/** Any number that no one else locks in this database. */
const advisoryLock = 7_218_844_001;

/**
 * Brings a database up to date with the files `NNNN_name.sql` of `directory`, in order, each in
 * a transaction of its own. Safe when several processes start at once: the others wait and then
 * find nothing to do. Takes a URL or one connection (not a pool: the lock belongs to a session).
 * Refuses with a `MigrationError` when a file was edited after it was applied, or when the
 * database has migrations that this program does not know.
 */
export async function migrate(
  database: string | ClientBase,
  options: {
    directory: string;
    /** Called under the lock when something is missing; nothing is applied when it throws. */
    beforeApplying?: (client: ClientBase, missing: readonly string[]) => Promise<void>;
  },
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.directory);
  const { beforeApplying = async () => undefined } = options;
  if (typeof database !== "string") return applyMissing(database, migrations, beforeApplying);
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    return await applyMissing(client, migrations, beforeApplying);
  } finally {
    await client.end();
  }
}

/** The migrations of this program, in order. Refuses names that leave a gap. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  for (const [index, name] of names.entries()) {
    const number = String(index + 1).padStart(4, "0");
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name) || !name.startsWith(`${number}_`)) {
      throw new MigrationError(
        "migration_misnamed",
        `The migration ${name} must be named ${number}_something.sql.`,
      );
    }
  }
  return Promise.all(
    names.map(async (name) => {
      // Some checkouts write line ends of their own; they are not an edit.
      const sql = (await readFile(join(directory, name), "utf8")).replaceAll("\r\n", "\n");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function applyMissing(
  client: ClientBase,
  migrations: readonly Migration[],
  beforeApplying: (client: ClientBase, missing: readonly string[]) => Promise<void>,
): Promise<{ applied: string[] }> {
  await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
  try {
    await client.query(APPLIED_TABLE);
    const done = new Map((await readApplied(client)).map((one) => [one.name, one.checksum]));
    refuseForeign(done, migrations);
    const missing = migrations.filter(({ name }) => !done.has(name));
    if (missing.length > 0) {
      await beforeApplying(
        client,
        missing.map(({ name }) => name),
      );
    }
    for (const migration of missing) await apply(client, migration);
    return { applied: missing.map(({ name }) => name) };
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [advisoryLock]);
  }
}

const APPLIED_TABLE = `
  CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`;

/** What is applied, in order; nothing to a database that was never migrated. */
export async function readApplied(client: ClientBase): Promise<AppliedMigration[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS exists",
  );
  if (rows[0]?.exists !== true) return [];
  const found = await client.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM schema_migrations ORDER BY name",
  );
  return found.rows.map(({ name, checksum }) => ({ name, checksum }));
}

/** Refuses a database, or a backup of one, that this program did not make as it is. */
export function refuseForeign(
  applied: ReadonlyMap<string, string>,
  migrations: readonly Migration[],
): void {
  for (const { name, checksum } of migrations) {
    if (applied.has(name) && applied.get(name) !== checksum) {
      throw new MigrationError(
        "migration_edited",
        `The migration ${name} was edited after it was applied.`,
      );
    }
  }
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied.keys()].find((name) => !known.has(name));
  if (unknown) {
    throw new MigrationError(
      "database_newer",
      `The database is newer than this program: it has the migration ${unknown}.`,
    );
  }
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await applyWithin(client, migration);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Applies one migration in the transaction that is open. */
async function applyWithin(client: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql);
    await client.query("INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)", [
      name,
      checksum,
    ]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError("migration_failed", `The migration ${name} failed: ${reason}.`, error);
  }
}

/** Applies migrations to an empty database, or to what those before them made, all or none. */
export async function applyAllWithin(
  client: ClientBase,
  migrations: readonly Migration[],
): Promise<void> {
  await client.query(APPLIED_TABLE);
  for (const migration of migrations) await applyWithin(client, migration);
}
