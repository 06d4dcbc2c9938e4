import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate, readMigrations } from "#src/platform/migrate.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import {
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";

const MIGRATIONS = fileURLToPath(new URL("../db/migrations", import.meta.url));
const STORIES = 4;
/** Held by the test as long as the migration is to last. */
const GATE = 4_711;

let app: TestApp;
let directory: string;
let gate: Client;
beforeAll(async () => {
  app = await startTestApp();
  gate = new Client({ connectionString: app.databaseUrl });
  await gate.connect();
  directory = await mkdtemp(join(tmpdir(), "quittance-next-version-"));
  await cp(MIGRATIONS, directory, { recursive: true });
  const next = String((await readMigrations(MIGRATIONS)).length + 1).padStart(4, "0");
  await writeFile(
    join(directory, `${next}_next_version.sql`),
    `ALTER TABLE webhook_events ADD COLUMN of_the_next_version text;
     ALTER TABLE payments ADD COLUMN of_the_next_version text;
     SELECT pg_advisory_xact_lock(${GATE});`,
  );
});
afterAll(async () => {
  await gate.end();
  await rm(directory, { recursive: true });
  await app.stop();
});

it("records every payment once whose webhook arrives while the next version migrates [fault 30]", async () => {
  const stories: PaymentStory[] = [];
  for (let made = 0; made < STORIES; made += 1) stories.push(await openPaymentPage(app));
  app.sandbox.control.setWebhooks({ isPaused: true });
  for (const { sessionId } of stories) await app.sandbox.control.payCheckout(sessionId);

  const before = acknowledged();
  await gate.query(`select pg_advisory_lock(${GATE})`);
  const migrated = migrate(app.databaseUrl, { directory });
  await expect.poll(() => waitingFor("advisory")).toBe(1);
  app.sandbox.control.setWebhooks({ isPaused: false });
  // what the old version took on cannot be stored, and so is not acknowledged either
  await expect.poll(() => waitingFor("relation")).toBeGreaterThan(0);
  expect(acknowledged()).toBe(before);

  await gate.query(`select pg_advisory_unlock(${GATE})`);
  expect((await migrated).applied).toHaveLength(1);
  await app.settle();
  expect(acknowledged()).toBeGreaterThan(before);
  for (const story of stories) {
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
    expect(await lettersOf(story)).toMatchObject({ receipt: 1, payment_notification: 1 });
  }
  await expectSoundBooks(app);
});

it("goes on reading and writing on the connections it has, after another process migrated [fault 30]", async () => {
  const seller = await app.seller();
  const { invoiceId } = await seller.sendInvoice();
  const paths = ["/business", "/invoices", "/customers", "/payments", "/connections", "/mails"];
  const ask = () => Promise.all(paths.map((path) => seller.request("GET", path)));
  const pay = (amount: number) =>
    seller.request("POST", `/invoices/${invoiceId}/payments`, {
      amount,
      paidOn: new Date().toISOString().slice(0, 10),
      method: "cash",
    });
  for (let time = 1; time <= 10; time += 1) await ask(); // every connection has planned them
  expect((await pay(100)).status).toBe(201);
  await gate.query(
    ["businesses", "invoices", "customers", "payments", "connections", "mails"]
      .map((table) => `alter table ${table} add column of_the_version_after_it text`)
      .join(";"),
  );
  expect((await pay(200)).status).toBe(201);
  for (const { status } of [...(await ask()), ...(await ask())]) expect(status).toBe(200);
});

/** How many connections to the database wait for a lock of this kind. */
async function waitingFor(kind: string): Promise<number> {
  const { rows } = await gate.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1`,
    [kind],
  );
  return rows[0]?.count ?? 0;
}

/** Deliveries of webhooks that were answered with 2xx. */
function acknowledged(): number {
  const accounts = Object.values(app.sandbox.state.accounts);
  const all = accounts.flatMap(({ deliveries }) => Object.values(deliveries));
  return all.filter(({ state }) => state === "delivered").length;
}
