import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readMigrations } from "#src/platform/migrate.ts";
import { takeServingLock } from "#src/platform/serving-lock.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { freePort } from "#test/support/free-port.ts";
import { type Finished, runCommand, startCommand } from "#test/support/command.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";
import { backupLines, tamper, tamperHeader } from "#test/support/tampered-backup.ts";

const SECRET_KEY = "a secret key that is long enough for tests only";
const ANY_KEY =
  /\b(?:sk_|rk_)(?:test|live)_[A-Za-z0-9]{5,}|whsec_[A-Za-z0-9]+|\bqk_[A-Za-z0-9_-]{8,}/;

// Each test runs a handful of commands, one after the other.
vi.setConfig({ testTimeout: 120_000 });

let app: TestApp;
let seller: Seller;
let other: Seller;
let secrets: string[];
let directory: string;
/** A backup of the business that has lived a little. */
let file: string;
let target: TestDatabase;

beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller("Nordlicht\u2028Studio");
  other = await app.seller("Another");
  directory = mkdtempSync(join(tmpdir(), "quittance-backup-"));
  secrets = await liveALittle();
  file = join(directory, "whole.gz");
  const made = await run(["backup", "--to", file, "--json"], app.databaseUrl);
  expect(JSON.parse(made.stdout)).toMatchObject({ file, businesses: 2, invoices: 2, payments: 1 });
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await app.stop();
});
beforeEach(async () => {
  target = await createTestDatabase();
});
afterEach(() => target.drop());

describe("a backup", () => {
  it("holds every row exactly, also what could not be written today [R53]", async () => {
    const restored = await run(["restore", file], target.url);
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    expect(restored.stdout).toContain("2 businesses, 2 invoices, 1 payment");
    for (const { businessId } of [seller, other]) {
      const before = await rowsOfBusiness(app.databaseUrl, businessId);
      const after = await rowsOfBusiness(target.url, businessId);
      expect(before.length).toBeGreaterThan(10);
      expect(after.filter(isKeptAsItWas)).toEqual(before.filter(isKeptAsItWas));
      expect(after).toHaveLength(before.length);
    }
    const verified = await run(["verify"], target.url);
    expect(verified).toMatchObject({ code: 0 });
  });

  it("keeps every rule of the database on after it was restored", async () => {
    await run(["restore", file], target.url);
    expect(await rulesOf(target.url)).toEqual(await rulesOf(app.databaseUrl));
  });

  it("shows no key, password or link, only its owner may read it, and the key is not in it [attack 39]", () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = backupLines(file).join("\n");
    expect(text).toContain("credentials_sealed");
    for (const secret of [...secrets, SECRET_KEY, Buffer.from(SECRET_KEY).toString("base64")]) {
      expect(text.includes(secret)).toBe(false);
      expect(text.includes(Buffer.from(secret).toString("hex"))).toBe(false);
    }
    expect(ANY_KEY.exec(text)?.[0]).toBeUndefined();
    expect(text).not.toContain(`["table","sign_in_sessions"`);
  });

  it("is never half a file under its name, and replaces none", async () => {
    const again = await run(["backup", "--to", file], app.databaseUrl);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain("There is a file");
    const usual = await run(["backup"], app.databaseUrl);
    expect(usual.stdout).toMatch(/^Wrote .*backups\/quittance-\d{8}-\d{9}Z\.ndjson\.gz \(\d+ KB\)/);
    expect(usual.stdout).toContain("It restores only with SECRET_KEY, which is not in it.");
    expect(readdirSync(join(directory, "backups"))).toHaveLength(1);
  });
});

describe("a restore is refused, and nothing is written,", () => {
  const refusal = async (args: string[], more: Record<string, string> = {}): Promise<string> => {
    const { code, stderr } = await run(["restore", ...args], target.url, more);
    expect(code).toBe(1);
    expect(await countBusinesses(target.url)).toBe(0);
    return stderr.trim();
  };

  it("when the file is cut off, changed, or none of ours", async () => {
    const bytes = readFileSync(file);
    const cut = join(directory, "cut.gz");
    writeFileSync(cut, bytes.subarray(0, bytes.length - 200));
    expect(await refusal([cut])).toBe(`The backup ${cut} is cut off: its end is missing.`);
    const endless = tamper(file, join(directory, "endless.gz"), (lines) => lines.slice(0, -1));
    expect(await refusal([endless])).toBe(`The backup ${endless} is cut off: its end is missing.`);
    const changed = tamper(file, join(directory, "changed.gz"), (lines) =>
      lines.map((line) => line.replace('"name":"Another"', '"name":"Changed"')),
    );
    expect(await refusal([changed])).toMatch(/ was changed after it was written\.$/);
    const shorter = tamper(file, join(directory, "shorter.gz"), (lines) =>
      lines.filter((line) => !line.includes('"name":"Another"')),
    );
    expect(await refusal([shorter])).toMatch(/ was changed after it was written\.$/);
    const foreign = join(directory, "foreign.gz");
    writeFileSync(foreign, "no gzip at all");
    expect(await refusal([foreign])).toMatch(/ is damaged, or no backup of Quittance\.$/);
    expect(await refusal([join(directory, "nowhere")])).toMatch(/^There is no file /);
  });

  it("when it comes from a newer version", async () => {
    const format = tamperHeader(file, join(directory, "newer.gz"), { version: 2 });
    expect(await refusal([format])).toMatch(/ was made by a newer version of Quittance\./);
    const migrations = [{ name: "9999_future.sql", checksum: "x" }];
    const schema = tamperHeader(file, join(directory, "newest.gz"), { migrations });
    expect(await refusal([schema])).toMatch(/ was made by a newer version of Quittance\./);
  });

  it("when the secret key does not fit, or there is none", async () => {
    const key = { SECRET_KEY: "another key that is long enough, too" };
    expect(await refusal([file], key)).toMatch(/ was sealed with another secret key\./);
    expect(await refusal([file], { SECRET_KEY: "" })).toMatch(
      /^There is no secret key .*secret\.key/,
    );
  });

  it("while a server runs on the database, wherever that is", async () => {
    const server = startCommand(["serve"], {
      ...oursFor(target.url),
      PORT: String(await freePort()),
    });
    try {
      await server.line("is ready");
      expect(await refusal([file])).toBe("A server is running on this database. Stop it first.");
    } finally {
      server.child.kill("SIGTERM");
      await server.finished;
    }
    const alone = await takeServingLock(target.url, "alone");
    const { code, stderr } = await run(["serve"], target.url);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The database is being restored"),
    });
    await alone?.release();
  });

  it("when there is a business, unless it is to be replaced, which backs it up first", async () => {
    await run(["restore", file], target.url);
    const before = await rowsOfBusiness(target.url, other.businessId);
    await run(["suspend", "--business", other.businessId], target.url);
    const refused = await run(["restore", file], target.url);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain("There is a business in the database already.");
    const replaced = await run(["restore", file, "--replace"], target.url);
    expect(replaced).toMatchObject({ code: 0 });
    expect(await rowsOfBusiness(target.url, other.businessId)).toEqual(before);
    const kept = /Wrote what was there into (.*)\./.exec(replaced.stdout)?.[1] ?? "";
    await run(["restore", kept, "--replace"], target.url);
    const rows = await rowsOfBusiness(target.url, other.businessId);
    expect(
      rows.find((row) => row.startsWith("audit_entries") && row.includes("suspend")),
    ).toBeDefined();
  });
});

describe("an upgrade", () => {
  beforeEach(async () => {
    await emptyAtVersion(target.url, 4);
  });

  it("backs up first, says so, and the older backup restores and is brought forward [R53]", async () => {
    const upgraded = await run(["migrate"], target.url);
    expect(upgraded.code).toBe(0);
    const [, older = ""] =
      /^Wrote the backup (.*) first\.\nApplied 0005_/.exec(upgraded.stdout) ?? [];
    expect(JSON.parse(backupLines(older)[0] ?? "").migrations).toHaveLength(4);
    const elsewhere = await createTestDatabase();
    try {
      expect(await run(["restore", older], elsewhere.url)).toMatchObject({ code: 0 });
      expect((await run(["migrate"], elsewhere.url)).stdout).toBe("The database is up to date.\n");
      expect(await countBusinesses(elsewhere.url)).toBe(1);
    } finally {
      await elsewhere.drop();
    }
  });

  it("does not happen when the backup fails", async () => {
    const dataDir = join(directory, "full");
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, "backups"), "in the way");
    const { code, stderr } = await run(["migrate"], target.url, { DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The backup .* could not be written: .* The database was not upgraded\./,
    );
    expect(await query(target.url, "SELECT name FROM schema_migrations")).toHaveLength(4);
  });
});

async function run(
  args: string[],
  databaseUrl: string,
  more: Record<string, string> = {},
): Promise<Finished> {
  return runCommand(args, { ...oursFor(databaseUrl), ...more });
}

function oursFor(databaseUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl, SECRET_KEY, DATA_DIR: directory, LOG_LEVEL: "warn" };
}

/** Money, numbers, a closed period, mails, an idempotent answer; answers all that is secret in it. */
async function liveALittle(): Promise<string[]> {
  const { secretKey } = await seller.connect();
  const kept = { "idempotency-key": "kept" };
  const key = await seller.request("POST", "/api-keys", { name: "K", role: "viewer" }, kept);
  const { payLink, viewUrl } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
  await app.settle();
  const paid = await seller.ask("GET", "/payments?status=succeeded");
  await seller.ask("POST", `/payments/${paid.data[0].id}/refunds`, { amount: 1001 });
  await app.settle();
  await seller.sendInvoice({
    lines: [
      {
        description: '½ \\ " {',
        quantity: "0.333333",
        unitPrice: "12345678.9012",
        taxRate: "19",
      },
    ],
  });
  await seller.ask("PATCH", "/business", {
    booksLockedThrough: new Date().toISOString().slice(0, 10),
  });
  return [
    secretKey,
    key.body.key,
    payLink.slice(-32),
    viewUrl.slice(-32),
    seller.apiKey,
    "a long enough password",
  ];
}

/** All but what a restore changes on purpose: mails that waited, and when connections are compared. */
function isKeptAsItWas(row: string): boolean {
  return !row.startsWith("mails ") && !row.startsWith("connections ");
}

async function query(databaseUrl: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function countBusinesses(databaseUrl: string): Promise<number> {
  return (await query(databaseUrl, "SELECT id FROM directory WHERE id LIKE 'biz\\_%'")).length;
}

/** Triggers, constraints and row-level security, and whether they are on. */
async function rulesOf(databaseUrl: string): Promise<unknown[]> {
  return query(
    databaseUrl,
    `SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,
        array(SELECT format('%s %s', t.tgname, t.tgenabled) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal ORDER BY 1) AS triggers,
        array(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = c.oid ORDER BY 1) AS constraints
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') ORDER BY 1`,
  );
}

/** A database as an older program left it, with one business. */
async function emptyAtVersion(databaseUrl: string, version: number): Promise<void> {
  const all = await readMigrations(join(import.meta.dirname, "../db/migrations"));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "DROP SCHEMA public CASCADE; DROP SCHEMA graphile_worker CASCADE; CREATE SCHEMA public",
  );
  await client.query(
    "CREATE TABLE schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  for (const { name, sql, checksum } of all.slice(0, version)) {
    await client.query(sql);
    await client.query("INSERT INTO schema_migrations VALUES ($1, $2)", [name, checksum]);
  }
  const id = "biz_00000000000000000000000000";
  await client.query("SELECT set_config('app.business', $1, false)", [id]);
  await client.query("INSERT INTO directory VALUES ($1, $1)", [id]);
  await client.query("INSERT INTO installation VALUES (true, 'ins_old', now())");
  await client.query(
    "INSERT INTO businesses (id, name, country, currency, timezone, locale, created_at) VALUES ($1, 'Old', 'DE', 'EUR', 'Europe/Berlin', 'de', now())",
    [id],
  );
  await client.end();
}
