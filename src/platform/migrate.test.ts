import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { migrate } from "./migrate.ts";

let database: TestDatabase;
let directory: string;
let client: Client;

beforeEach(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "quittance-migrations-"));
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query("DROP TABLE IF EXISTS schema_migrations");
});

afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

const put = (name: string, sql: string) => writeFile(join(directory, name), sql);
const run = () => migrate(database.url, { directory });

describe("migrating", () => {
  it("applies what is missing, in order, and then nothing", async () => {
    await put("0002_fill.sql", "INSERT INTO stones VALUES (7)");
    await put("0001_stones.sql", "CREATE TABLE stones (weight int)");
    expect(await run()).toEqual({ applied: ["0001_stones.sql", "0002_fill.sql"] });
    expect(await run()).toEqual({ applied: [] });
    await put("0003_more.sql", "INSERT INTO stones VALUES (8); INSERT INTO stones VALUES (9)");
    expect(await run()).toEqual({ applied: ["0003_more.sql"] });
    const { rows } = await client.query("SELECT weight FROM stones ORDER BY 1");
    expect(rows).toEqual([{ weight: 7 }, { weight: 8 }, { weight: 9 }]);
  });

  it("applies each migration once when several processes start together", async () => {
    await put("0001_stones.sql", "CREATE TABLE stones (weight int); SELECT pg_sleep(0.05)");
    const results = await Promise.all([run(), run(), run(), run()]);
    expect(results.flatMap(({ applied }) => applied)).toEqual(["0001_stones.sql"]);
  });

  it("leaves nothing of a migration that fails, and keeps those before it", async () => {
    await put("0001_stones.sql", "CREATE TABLE stones (weight int)");
    await put("0002_bad.sql", "CREATE TABLE half (a int); SELECT 1/0");
    await expect(run()).rejects.toMatchObject({
      code: "migration_failed",
      message: "The migration 0002_bad.sql failed: division by zero.",
    });
    const { rows } = await client.query(
      "SELECT to_regclass('half') AS half, (SELECT array_agg(name) FROM schema_migrations) AS done",
    );
    expect(rows).toEqual([{ half: null, done: ["0001_stones.sql"] }]);
    await put("0002_bad.sql", "CREATE TABLE half (a int)");
    expect(await run()).toEqual({ applied: ["0002_bad.sql"] });
  });

  it("refuses an applied migration that was edited, but not other line ends", async () => {
    await put("0001_stones.sql", "CREATE TABLE stones (\nweight int)");
    await run();
    await put("0001_stones.sql", "CREATE TABLE stones (\r\nweight int)");
    expect(await run()).toEqual({ applied: [] });
    await put("0001_stones.sql", "CREATE TABLE stones (\nweight bigint)");
    await expect(run()).rejects.toMatchObject({ code: "migration_edited" });
  });

  it("refuses a database that a newer program has migrated", async () => {
    await put("0001_stones.sql", "SELECT 1");
    await put("0002_new.sql", "SELECT 1");
    await run();
    await rm(join(directory, "0002_new.sql"));
    await expect(run()).rejects.toMatchObject({ code: "database_newer" });
  });

  it.each(["1_short.sql", "0002_gap.sql", "0001_Bad Name.sql"])(
    "refuses the name %s",
    async (name) => {
      await put(name, "SELECT 1");
      await expect(run()).rejects.toMatchObject({ code: "migration_misnamed" });
    },
  );
});
