import { Client } from "pg";

/**
 * Every row of the database as text, by table, as somebody sees it who got hold of a dump: bytes as
 * hex and as the text they may hold. Includes the job queue.
 */
export async function dumpDatabase(databaseUrl: string): Promise<Map<string, string[]>> {
  return withOwner(databaseUrl, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('public', 'graphile_worker') order by 1`,
    );
    const businesses = await client.query<{ id: string }>(
      "select distinct business_id as id from directory",
    );
    const dump = new Map<string, Set<string>>(tables.rows.map(({ name }) => [name, new Set()]));
    for (const { id } of businesses.rows) {
      await enter(client, id);
      for (const [name, seen] of dump) {
        const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
        for (const row of rows) seen.add(asText(row));
      }
    }
    return new Map([...dump].map(([name, rows]) => [name, [...rows]]));
  });
}

function asText(row: Record<string, unknown>): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    const bytes = bytesOf(value);
    return bytes === null ? value : `${bytes.toString("hex")} ${bytes.toString("utf8")}`;
  });
}

/** A buffer, also after JSON took it apart. */
function bytesOf(value: unknown): Buffer | null {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value !== "object" || value === null) return null;
  return "type" in value && value.type === "Buffer" && "data" in value
    ? Buffer.from(value.data as number[])
    : null;
}

/** All rows of one business as text, sorted: equal before and after when nothing was written. */
export async function rowsOfBusiness(databaseUrl: string, businessId: string): Promise<string[]> {
  return withOwner(databaseUrl, async (client) => {
    const tables = await client.query<{ name: string; key: string }>(
      `select table_name as name, case table_name when 'businesses' then 'id' else 'business_id' end as key
       from information_schema.columns where table_schema = 'public'
       and (column_name = 'business_id' or (table_name = 'businesses' and column_name = 'id')) order by 1`,
    );
    await enter(client, businessId);
    const rows: string[] = [];
    for (const { name, key } of tables.rows) {
      const found = await client.query<{ row: string }>(
        `select t::text as row from ${name} t where ${key} = $1 order by 1`,
        [businessId],
      );
      rows.push(...found.rows.map(({ row }) => `${name} ${row}`));
    }
    return rows;
  });
}

const ID = /\b[a-z]{3,4}_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** Every id that occurs in rows, each once. */
export function idsInRows(rows: readonly string[]): string[] {
  return [...new Set(rows.flatMap((row) => row.match(ID) ?? []))];
}

/** Row-level security binds even the owner of the tables: it sees one business at a time. */
async function enter(client: Client, businessId: string): Promise<void> {
  await client.query("select set_config('app.business', $1, false)", [businessId]);
}

export async function withOwner<T>(
  databaseUrl: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
