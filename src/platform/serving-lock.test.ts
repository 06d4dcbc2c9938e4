import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { takeServingLock } from "./serving-lock.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

describe("the lock of those who serve", () => {
  it("lets any number serve, or one be alone", async () => {
    const one = await takeServingLock(database.url, "serving");
    const two = await takeServingLock(database.url, "serving");
    expect(await takeServingLock(database.url, "alone")).toBeUndefined();
    await one?.release();
    expect(await takeServingLock(database.url, "alone")).toBeUndefined();
    await two?.release();
    const alone = await takeServingLock(database.url, "alone");
    expect(alone).toBeDefined();
    expect(await takeServingLock(database.url, "serving")).toBeUndefined();
    await alone?.release();
  });

  it("is taken again by a server whose connection was lost", async () => {
    const lock = await takeServingLock(database.url, "serving");
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const holders = async () => {
      const { rows } = await client.query<{ pid: number }>(
        `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.granted`,
      );
      return rows.map(({ pid }) => pid);
    };
    const [first] = await holders();
    await client.query("SELECT pg_terminate_backend($1)", [first]);
    await expect
      .poll(async () => (await holders()).filter((pid) => pid !== first), { timeout: 20_000 })
      .toHaveLength(1);
    await client.end();
    await lock?.release();
  });
});
