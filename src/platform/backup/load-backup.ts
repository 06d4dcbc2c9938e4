import { type ClientBase, escapeIdentifier } from "pg";
import { applyAllWithin, type Migration, readApplied, refuseForeign } from "../migrate.ts";
import { BackupError } from "./backup-format.ts";
import { enterBusiness } from "./list-tables.ts";
import { type CheckedBackup, readTables } from "./read-backup.ts";

const ROWS_AT_ONCE = 500;
const CHARACTERS_AT_ONCE = 4_000_000;

/**
 * Puts a checked backup in the place of everything that is in the database, in the transaction that is
 * open: removes what our migrations made, makes it anew as it was at the time of the backup, writes
 * the rows, and migrates them forward. Nothing of it is there unless all is committed.
 */
export async function loadBackup(
  client: ClientBase,
  file: string,
  { header }: CheckedBackup,
  migrations: readonly Migration[],
): Promise<void> {
  await removeOurs(client, migrations);
  const then = migrations.slice(0, header.migrations.length);
  await applyAllWithin(client, then);
  await client.query("SET LOCAL timezone = 'UTC'");
  const rules = await pauseRules(client);
  await writeRows(client, file);
  // Foreign keys and the balance of every transaction were checked as rows came.
  for (const rule of rules)
    await client.query(`ALTER TABLE ${rule.table} ENABLE TRIGGER ${rule.name}`);
  await applyAllWithin(client, migrations.slice(then.length));
}

/** Exactly what our migrations make: a database of one's own may hold other people's tables, too. */
async function removeOurs(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  const applied = await readApplied(client);
  refuseForeign(new Map(applied.map(({ name, checksum }) => [name, checksum])), migrations);
  await client.query("DROP SCHEMA IF EXISTS graphile_worker CASCADE");
  const made = migrations
    .slice(0, applied.length)
    .flatMap(({ sql }) => [
      ...sql.matchAll(/^CREATE (?:OR REPLACE )?(TABLE|FUNCTION|DOMAIN|TYPE|VIEW|SEQUENCE) (\w+)/gm),
    ]);
  for (const [, kind = "", name = ""] of made.toReversed()) {
    await client.query(`DROP ${kind} IF EXISTS public.${escapeIdentifier(name)} CASCADE`);
  }
  await client.query("DROP TABLE IF EXISTS public.schema_migrations");
}

/**
 * Rules about what may be written now (a closed period, the lines of a final invoice) do not judge
 * what was written long ago. Constraints, the balance of the books among them, stay on.
 */
async function pauseRules(client: ClientBase): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `SELECT format('public.%I', c.relname) AS table, quote_ident(t.tgname) AS name
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgconstraint = 0`,
  );
  for (const { table, name } of rows) {
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`);
  }
  return rows;
}

async function writeRows(client: ClientBase, file: string): Promise<void> {
  let insert = "";
  let waiting: string[] = [];
  let characters = 0;
  const flush = async () => {
    if (waiting.length > 0) await client.query(insert, [`[${waiting.join(",")}]`]);
    waiting = [];
    characters = 0;
  };
  for await (const part of readTables(file)) {
    if ("row" in part) {
      waiting.push(part.row);
      characters += part.row.length;
      if (waiting.length >= ROWS_AT_ONCE || characters > CHARACTERS_AT_ONCE) await flush();
      continue;
    }
    await flush();
    // What waits for the end of the transaction is checked while its business is in sight.
    await client.query("SET CONSTRAINTS ALL IMMEDIATE");
    await client.query("SET CONSTRAINTS ALL DEFERRED");
    if (part.businessId !== null) await enterBusiness(client, part.businessId);
    insert = await insertInto(client, part.table);
  }
  await flush();
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
}

async function insertInto(client: ClientBase, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string | null }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [`public.${escapeIdentifier(table)}`],
  );
  const columns = rows[0]?.columns ?? null;
  if (columns === null) throw new BackupError(`The backup holds a table ${table} that is unknown.`);
  const name = `public.${escapeIdentifier(table)}`;
  return `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${name}, $1::json)`;
}
