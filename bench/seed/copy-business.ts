import { Client } from "pg";
import { asSuperuser } from "../place.ts";

/**
 * Copies every row of a business under another id, past triggers and foreign keys: company for it in
 * every table. Pages of the copies open nothing, since their secrets are sealed for the original.
 */
export async function copyBusiness(
  databaseUrl: string,
  businessId: string,
  number: number,
): Promise<void> {
  const copy = `biz_${String(number).padStart(26, "0")}`;
  const client = new Client({ connectionString: asSuperuser(databaseUrl) });
  await client.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    const { rows: tables } = await client.query<{ name: string; key: string }>(
      `select c.relname as name, a.attname as key from pg_class c
       join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
         and a.attname = case c.relname when 'businesses' then 'id' else 'business_id' end`,
    );
    for (const { name, key } of tables) {
      await client.query(
        `insert into ${name} select r.* from ${name} o,
         lateral jsonb_populate_record(o, jsonb_build_object('${key}', $1::text)) r
         where o.${key} = $2`,
        [copy, businessId],
      );
    }
    await client.query("commit");
  } finally {
    await client.end();
  }
}
