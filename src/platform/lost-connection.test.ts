import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { transact } from "./database.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("a database connection that breaks inside a transaction", () => {
  it("fails that transaction only; the program and the next one go on [fault 21]", async () => {
    const { businessId } = await app.seller();
    const { db } = app.parts.runtime;
    const broken = transact(db, businessId, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await killBackend(rows[0]?.pid ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
      return sql`select 1`.execute(tx);
    });
    await expect(broken).rejects.toThrow();
    const next = await transact(db, businessId, async (tx) => sql`select 1`.execute(tx));
    expect(next.rows).toHaveLength(1);
  });
});

async function killBackend(pid: number): Promise<void> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  await client.query("select pg_terminate_backend($1, 5000)", [pid]);
  await client.end();
}
