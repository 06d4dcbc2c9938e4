import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { symmetricDecrypt } from "better-auth/crypto";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signInSecret } from "#src/access/sign-in.ts";
import { SEALED_COLUMNS } from "#src/cli/sealed-columns.ts";
import { makeResetLink } from "#src/people/make-reset-link.ts";
import { takeServingLock } from "#src/platform/serving-lock.ts";
import { createVault } from "#src/platform/vault.ts";
import { must } from "#src/values/assert.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { freePort } from "#test/support/free-port.ts";
import { startCheckedSandbox } from "#test/support/checked-sandbox.ts";
import { runCommand, type RunningCommand, startCommand } from "#test/support/command.ts";
import { createTestDatabase } from "#test/support/database.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { PASSWORD, personAt } from "#test/support/person.ts";
import { type SentInvoice, type Seller, sellerOf } from "#test/support/seller.ts";

const OLD_KEY = "a secret key that is long enough for tests only";
const NEW_KEY = "another secret key, long enough for tests, too";
// Each test starts several databases and servers, one after the other.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 30_000, interval: 100 };

let directory: string;
let running: RunningCommand[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quittance-rotate-"));
  running = [];
});
afterEach(async () => {
  for (const { child, finished } of running) {
    child.kill("SIGKILL");
    await finished;
  }
  rmSync(directory, { recursive: true, force: true });
});

describe("rotating the secret key", () => {
  it("knows every sealed column there is", async () => {
    const database = await createTestDatabase();
    try {
      const rows = await query<{ name: string }>(
        database.url,
        `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
          WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed' ORDER BY 1`,
      );
      const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).toSorted();
      expect(listed).toEqual(rows.map(({ name }) => name));
    } finally {
      await database.drop();
    }
  });

  it("seals all of every business with the new key, and nothing opens with the old one [attack 39]", async () => {
    const app = await startTestApp();
    try {
      const businesses = [await app.seller("Ann"), await app.seller("Bob")];
      for (const seller of businesses) {
        await seller.connect();
        await pressPay((await seller.sendInvoice()).payLink);
        const kept = { "idempotency-key": "kept" };
        await seller.request("POST", "/api-keys", { name: "K", role: "viewer" }, kept);
      }
      const phone = await switchOnSecondFactor(app, businesses[0]);
      const { db } = app.parts.runtime;
      const { id: userId } = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
      await makeResetLink(app.parts.runtime, userId, { isMailed: true });
      const newKeyFile = join(directory, "next");
      writeFileSync(newKeyFile, `${NEW_KEY}\n`);
      const rotate = () =>
        runCommand(["rotate-secret", "--new-key-file", newKeyFile], {
          DATABASE_URL: app.databaseUrl,
          DATA_DIR: directory,
          SECRET_KEY: OLD_KEY,
        });
      const ids = businesses.map(({ businessId }) => businessId);
      const before = await opened(app.databaseUrl, ids, OLD_KEY);

      const lock = await takeServingLock(app.databaseUrl, "serving");
      expect((await rotate()).stderr).toBe(
        "A server is running on this database. Stop it first.\n",
      );
      await lock?.release();
      expect(await opened(app.databaseUrl, ids, OLD_KEY)).toEqual(before);

      const rotated = await rotate();
      expect(rotated).toMatchObject({ code: 0, stderr: "" });
      expect(rotated.stdout).toContain("Set SECRET_KEY to the text in");
      expect(rotated.stdout).not.toContain(NEW_KEY);
      expect(await opened(app.databaseUrl, ids, NEW_KEY)).toEqual(before);
      expect(await db.selectFrom("password_resets").selectAll().execute()).toEqual([]);
      const [factor] = await query<{ secret: string; backup_codes: string }>(
        app.databaseUrl,
        "SELECT secret, backup_codes FROM second_factors",
      );
      const key = signInSecret(createVault(Buffer.from(NEW_KEY)));
      expect(await symmetricDecrypt({ key, data: must(factor, "second factor").secret })).toBe(
        phone.plain,
      );
      const codes = await symmetricDecrypt({
        key,
        data: must(factor, "second factor").backup_codes,
      });
      expect(JSON.parse(codes)).toHaveLength(10);
      expect([...before.keys()].toSorted()).toEqual(
        expect.arrayContaining([
          "connections.credentials_sealed",
          "idempotency_keys.answer_sealed",
          "invoices.online_token_sealed",
          "mails.content_sealed",
          "pay_links.token_sealed",
        ]),
      );
      await expect(opened(app.databaseUrl, ids, OLD_KEY)).rejects.toThrow();
      const again = await rotate();
      expect(again).toMatchObject({ code: 1 });
      expect(again.stderr).toMatch(
        /^The secret key in SECRET_KEY is not the one this database is sealed with\./,
      );
    } finally {
      await app.stop();
    }
  });

  it("changes nothing when one secret does not open", async () => {
    const app = await startTestApp();
    try {
      const seller = await app.seller();
      await seller.sendInvoice();
      const { businessId } = seller;
      await query(
        app.databaseUrl,
        `SELECT set_config('app.business', '${businessId}', false);
          UPDATE pay_links SET token_sealed = '\\x010203'; UPDATE mails SET content_sealed = '\\x01'`,
      );
      const environment = {
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: directory,
        SECRET_KEY: OLD_KEY,
      };
      const { code, stderr } = await runCommand(["rotate-secret"], environment);
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("Nothing was changed."),
      });
      const [row] = await query<{ sealed: Buffer; id: string }>(
        app.databaseUrl,
        `SELECT set_config('app.business', '${businessId}', false)`,
        "SELECT id, online_token_sealed AS sealed FROM invoices",
      );
      const vault = createVault(Buffer.from(OLD_KEY));
      expect(
        vault.open(`online_page:${businessId}:${row?.id}`, row?.sealed ?? Buffer.of()),
      ).toHaveLength(32);
    } finally {
      await app.stop();
    }
  });

  it("leaves a program that works, wherever it was interrupted, and old backups their key [attack 39]", async () => {
    const { keyFile, environment, backup, takesMoney, stop } = await liveWithKeyFile();
    try {
      // ended before anything was sealed: the new key waits beside the one in use
      writeFileSync(`${keyFile}.new`, "c29tZSBvdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcw==\n");
      await takesMoney(0);

      const old = readFileSync(keyFile, "utf8");
      const rotated = await runCommand(["rotate-secret"], environment);
      expect(rotated).toMatchObject({ code: 0, stderr: "" });
      const fresh = readFileSync(keyFile, "utf8");
      expect(fresh).not.toBe(old);
      expect(readFileSync(`${keyFile}.old`, "utf8")).toBe(old);
      expect(statSync(keyFile).mode & 0o777).toBe(0o600);
      expect(statSync(`${keyFile}.old`).mode & 0o777).toBe(0o600);
      await takesMoney(1);

      // ended when all was sealed, but before the new key was put in its place
      renameSync(keyFile, `${keyFile}.new`);
      copyFileSync(`${keyFile}.old`, keyFile);
      await takesMoney(2);
      expect(readFileSync(keyFile, "utf8")).toBe(fresh);

      const withFresh = await runCommand(["restore", backup, "--replace"], environment);
      expect(withFresh.stderr).toContain("was sealed with another secret key");
      const elsewhere = join(directory, "elsewhere");
      mkdirSync(elsewhere);
      writeFileSync(join(elsewhere, "secret.key"), old);
      const withOld = await runCommand(["restore", backup], {
        ...environment,
        DATA_DIR: elsewhere,
      });
      expect(withOld).toMatchObject({ code: 0 });
    } finally {
      await stop();
    }
  });
});

/** A business with three invoices, and a backup, made by a server that keeps its key in a file. */
async function liveWithKeyFile() {
  const sandbox = await startCheckedSandbox();
  const port = String(await freePort());
  const environment = {
    DATA_DIR: directory,
    PORT: port,
    STRIPE_API_BASE: sandbox.url,
    LOG_LEVEL: "warn",
  };
  const whileServing = async (work: () => Promise<void>) => {
    const server = startCommand(["serve"], environment);
    running.push(server);
    await server.line("is ready");
    await work();
    server.child.kill("SIGTERM");
    await server.finished;
  };
  const made = await runCommand(INIT, environment);
  const seller = sellerOf(`http://localhost:${port}`, JSON.parse(made.stdout));
  const invoices: SentInvoice[] = [];
  let backup = "";
  await whileServing(async () => {
    await seller.connect();
    for (let count = 0; count < 3; count += 1) invoices.push(await seller.sendInvoice());
    backup = JSON.parse((await runCommand(["backup", "--json"], environment)).stdout).file;
    const refused = await runCommand(["rotate-secret"], environment);
    expect(refused.stderr).toMatch(/is in use by another Quittance/);
  });
  /** Stripe's key, the webhook's secret and the links all open: an invoice gets paid. */
  const takesMoney = (index: number) =>
    whileServing(async () => {
      const { payLink, viewUrl } = must(invoices[index], "there are three invoices");
      const session = sessionOf(await pressPay(payLink));
      await sandbox.control.payCheckout(session, { card: "4242424242424242" });
      await expect.poll(async () => (await openPage(viewUrl)).status, soon).toBe("paid");
    });
  const keyFile = join(directory, "secret.key");
  return { keyFile, environment, backup, takesMoney, stop: () => sandbox.stop() };
}

const INIT = [
  ..."init --business Nordlicht --email owner@example.com --currency EUR --country DE".split(" "),
  ..."--timezone Europe/Berlin --json --password a-long-enough-password".split(" "),
];

/** What every sealed value says when it is opened with this key, by column. */
async function opened(
  databaseUrl: string,
  businessIds: readonly string[],
  key: string,
): Promise<Map<string, string[]>> {
  const vault = createVault(Buffer.from(key));
  const found = new Map<string, string[]>();
  for (const businessId of businessIds) {
    for (const { table, column, key: id, place } of SEALED_COLUMNS) {
      const rows = await query<{ id: string; sealed: Buffer }>(
        databaseUrl,
        `SELECT set_config('app.business', '${businessId}', false)`,
        `SELECT ${id} AS id, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1`,
      );
      if (rows.length === 0) continue;
      const name = `${table}.${column}`;
      const texts = rows.map((row) => vault.open(place(businessId, row.id), row.sealed));
      found.set(name, [...(found.get(name) ?? []), ...texts]);
    }
  }
  return found;
}

/** The rows of the last statement. */
async function query<Row extends object>(
  databaseUrl: string,
  ...statements: string[]
): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** The owner's authenticator app, whose secret the sign-in library encrypts by itself. */
async function switchOnSecondFactor(app: TestApp, seller: Seller | undefined) {
  const { email } = await must(seller, "seller").ask("GET", "/business");
  const person = personAt(app);
  await person.signIn(email);
  const enable = await person.request("POST", "/api/auth/two-factor/enable", {
    password: PASSWORD,
  });
  return authenticatorFor(enable.body.totpURI);
}
