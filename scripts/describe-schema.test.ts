import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { describeSchema } from "./describe-schema.ts";

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

describe("the schema for readers", () => {
  it("is what the migrations make; otherwise run `npm run generate:schema`", async () => {
    const written = readFileSync(join(import.meta.dirname, "../db/schema.sql"), "utf8");
    expect(written).toBe(await describeSchema(client));
  });

  it("shows columns, constraints, indexes, policies, triggers and rights of a table", async () => {
    await client.query(`
      CREATE TABLE pets (
        business_id text NOT NULL, id text PRIMARY KEY,
        kind text NOT NULL DEFAULT 'cat' CHECK (kind IN ('cat', 'dog')), fed_at timestamptz
      );
      CREATE INDEX pets_hungry ON pets (business_id) WHERE fed_at IS NULL;
      ALTER TABLE pets ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own_business ON pets USING (business_id = current_setting('app.business', true));
      CREATE TRIGGER refuse_change BEFORE DELETE ON pets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON pets TO quittance_app;`);
    expect(await describeSchema(client)).toContain(`CREATE TABLE pets (
  business_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL DEFAULT 'cat',
  fed_at timestamptz,
  CONSTRAINT pets_pkey PRIMARY KEY (id),
  CONSTRAINT pets_kind_check CHECK (kind IN ('cat', 'dog'))
);
CREATE INDEX pets_hungry ON pets (business_id) WHERE fed_at IS NULL;
ALTER TABLE pets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_business ON pets USING (business_id = current_setting('app.business', true));
CREATE TRIGGER refuse_change BEFORE DELETE ON pets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON pets TO quittance_app;`);
  });
});
