import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import type { Seller } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

/** How a request finds its business in the first place: ids and hashes, without row-level security. */
const FINDS_THE_BUSINESS = ["api_keys", "directory", "members", "page_tokens"];

let app: TestApp;
let mine: string;
let theirs: string;
/** Tables of a business, with the column that says whose a row is. */
let tables: { name: string; key: string }[];

beforeAll(async () => {
  app = await startTestApp();
  const sellers = [await app.seller(), await app.seller()] as const;
  for (const seller of sellers) await liveThroughEverything(seller, await furnish(app, seller));
  [mine, theirs] = [sellers[0].businessId, sellers[1].businessId];
  tables = await asApplication(null, async (client) => {
    const { rows } = await client.query<{ name: string; key: string }>(
      `select c.relname as name, a.attname as key from pg_class c
       join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not a.attisdropped
         and a.attname = case c.relname when 'businesses' then 'id' else 'business_id' end
       order by 1`,
    );
    return rows;
  });
});
afterAll(() => app.stop());

/** What leaves rows in the tables that a quiet business never fills. */
async function liveThroughEverything(seller: Seller, own: Furnished): Promise<void> {
  const payment = await seller.ask("POST", `/payments/${own.payment}/refunds`, { amount: 100 });
  app.sandbox.control.openDispute(payment.processorPaymentId);
  await app.settle();
  const tooMuch = { amount: 99999, paidOn: "2026-01-31", method: "cash", allowCredit: true };
  const headers = { "idempotency-key": "a key" };
  await seller.request("POST", `/invoices/${own.openInvoice}/payments`, tooMuch, headers);
}

/** A connection with the application's role, seeing one business, or (null) none. */
async function asApplication<T>(businessId: string | null, work: (client: Client) => Promise<T>) {
  const client = new Client({
    connectionString: app.databaseUrl,
    options: "-c role=quittance_app",
  });
  await client.connect();
  try {
    if (businessId !== null) {
      await client.query("select set_config('app.business', $1, false)", [businessId]);
    }
    return await work(client);
  } finally {
    await client.end();
  }
}

function guarded() {
  return tables.filter(({ name }) => !FINDS_THE_BUSINESS.includes(name));
}

async function countOf(client: Client, name: string, key: string, businessId: string) {
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from ${name} where ${key} = $1`,
    [businessId],
  );
  return Number(rows[0]?.count);
}

describe("the database keeps businesses apart", () => {
  it("has its rule on every table of a business, also for the tables' owner", async () => {
    const { rows } = await asApplication(mine, (client) =>
      client.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relrowsecurity and relforcerowsecurity order by 1`,
      ),
    );
    expect(rows.map(({ name }) => name)).toEqual(guarded().map(({ name }) => name));
    expect(guarded().length).toBeGreaterThan(16);
  });

  it("shows a business its own rows and no row of another", async () => {
    const empty: string[] = []; // a table without a row would prove nothing
    for (const { name, key } of guarded()) {
      const [own, foreign] = await asApplication(mine, async (client) => [
        await countOf(client, name, key, mine),
        await countOf(client, name, key, theirs),
      ]);
      expect(`${name}: ${foreign}`).toBe(`${name}: 0`);
      if (own === 0) empty.push(name);
    }
    expect(empty).toEqual([]);
  });

  it("shows nothing at all while no business is set", async () => {
    for (const { name } of guarded()) {
      const { rows } = await asApplication(null, (client) => client.query(`select 1 from ${name}`));
      expect(`${name}: ${rows.length}`).toBe(`${name}: 0`);
    }
  });

  it("shows nothing after a transaction that had a business is over", async () => {
    const count = await asApplication(null, async (client) => {
      await client.query("begin");
      await client.query("select set_config('app.business', $1, true)", [mine]);
      const { rowCount: inside } = await client.query("select 1 from invoices");
      await client.query("commit");
      const { rowCount: after } = await client.query("select 1 from invoices");
      return { inside, after };
    });
    expect(count).toEqual({ inside: 4, after: 0 });
  });

  it("lets nobody change, take over or delete another's rows", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, theirs);
    for (const { name, key } of guarded()) {
      for (const statement of [
        `update ${name} set ${key} = ${key} where ${key} = $1`,
        `update ${name} set ${key} = '${mine}' where ${key} = $1`,
        `delete from ${name} where ${key} = $1`,
      ]) {
        const changed = await asApplication(mine, (client) =>
          client.query(statement, [theirs]).then(
            ({ rowCount }) => rowCount,
            (error: { code?: string }) => error.code,
          ),
        );
        // none found, or not even allowed to try (42501, or a trigger of an append-only table)
        expect([0, "42501", "P0001"]).toContain(changed);
      }
    }
    expect(await rowsOfBusiness(app.databaseUrl, theirs)).toEqual(before);
  });

  it("lets nobody write rows for another business, or move own rows to it", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, theirs);
    for (const { name, key } of guarded()) {
      const moved = asApplication(mine, async (client) => {
        const { rows } = await client.query<{ row: object }>(
          `select to_jsonb(t) as row from ${name} t limit 1`,
        );
        if (rows.length === 0) throw new Error("nothing to copy");
        const row = JSON.stringify({ ...rows[0]?.row, [key]: theirs });
        await client.query(
          `insert into ${name} select * from jsonb_populate_record(null::${name}, $1)`,
          [row],
        );
      });
      await expect(moved, name).rejects.toThrow();
      const given = asApplication(mine, (client) =>
        client.query(`update ${name} set ${key} = $1 where ${key} = $2`, [theirs, mine]),
      ).then(({ rowCount }) => rowCount);
      await expect(
        given.catch(() => 0),
        name,
      ).resolves.toBe(0);
    }
    expect(await rowsOfBusiness(app.databaseUrl, theirs)).toEqual(before);
  });

  it("gives the application no way out of its role's rights", async () => {
    const refusals = [
      "alter table invoices disable row level security",
      "drop policy own_business on invoices",
      "create table elsewhere as select 1 as a",
      "truncate ledger_entries",
      "truncate invoices cascade",
      "delete from audit_entries",
      "update audit_entries set action = 'x'",
      "update invoice_applications set amount_minor = 1",
      "delete from customer_credits",
      "delete from businesses",
      "select * from graphile_worker._private_jobs",
      "alter role quittance_app superuser",
    ];
    for (const statement of refusals) {
      const tried = asApplication(mine, (client) => client.query(statement));
      await expect(tried, statement).rejects.toMatchObject({ code: "42501" });
    }
  });
});
