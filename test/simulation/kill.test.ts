import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox, type Sandbox } from "#sandbox/server.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { INVARIANTS } from "#src/ledger/check-books.ts";
import { createParts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { somePasswordHash } from "#test/support/person.ts";
import { type Seller, type SentInvoice, sellerOf } from "#test/support/seller.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { letGoOfDead, untilQuiet } from "./program.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const SECRET_KEY = "a secret key that is long enough for being killed";
const KEY = "sk_test_killed__main";
/** Mailing is killed line by line in a flow of its own. */
const ALL_BUT_MAIL = ["SQL", "processor", "caller"];
const MOST_STEPS = 200;
const TIMEOUT_MS = 300_000;

let database: TestDatabase;
let proxy: DatabaseProxy;
let sandbox: Sandbox;
let mail: MailServer;
let server: ServerProcess;
let admin: Client;
let seller: Seller;
let connectionId: string;
let held: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.url);
  const onEvent = (event: object) => held.push((event as { id: string }).id);
  sandbox = await startSandbox({ port: 0, onEvent });
  sandbox.control.setWebhooks({ drop: Number.MAX_SAFE_INTEGER, retryAfterMs: [] });
  mail = await startMailServer();
  const parts = await createParts(
    readConfig({ SECRET_KEY, PORT: "3000" }),
    createLog("silent"),
    database.url,
  );
  const email = "owner@seller.example";
  const made = await setUpBusiness(parts.runtime, {
    business: {
      name: "Nordlicht Studio",
      email,
      currency: "EUR",
      country: "DE",
      timezone: "Europe/Berlin",
      locale: "en",
    },
    owner: { name: "Owner", email, passwordHash: await somePasswordHash() },
    ipAddress: null,
  });
  await parts.close();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`set app.business = '${made.businessId}'`);
  server = await startServerProcess({
    DATABASE_URL: proxy.url,
    SECRET_KEY,
    STRIPE_API_BASE: sandbox.url,
    SMTP_URL: mail.url,
    MAIL_FROM: email,
    SWEEP_SECONDS: "86400",
    LOG_LEVEL: "silent",
    KILL_COUNTS: "changes",
  });
  await server.start({ isNextLoaded: true });
  seller = sellerOf(server.url, made);
  connectionId = (await seller.connect("Stripe main", KEY)).id;
}, TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
  await admin.end();
  await mail.stop();
  await sandbox.stop();
  await proxy.stop();
  await database.drop();
});

/** Something that is done to a running server, and can be done again by whoever got no answer. */
interface Flow<Prepared> {
  /** To whom what is said is counted, when not to all. */
  readonly peers?: readonly string[];
  prepare(): Promise<Prepared>;
  act(prepared: Prepared): Promise<unknown>;
  /** The same again, by whoever got no answer. */
  again(prepared: Prepared): Promise<unknown>;
  /** What must be true in the end, whenever the server was killed. */
  expectEnd(prepared: Prepared): Promise<void>;
}

/** Kills the server before its first step, its second, and so on, until it is through without. */
async function killAtEveryStep<Prepared>(
  name: string,
  flow: Flow<NoInfer<Prepared>> & { prepare(): Promise<Prepared> },
): Promise<string[]> {
  const lastWords: string[] = [];
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const prepared = await flow.prepare();
    await jobsDone();
    await server.count(step, flow.peers);
    await flow.act(prepared).catch(() => undefined);
    await jobsDone();
    await server.count(null);
    const isThrough = server.isAlive();
    if (!isThrough) {
      lastWords.push(await server.died());
      await letGoOfDead(admin);
      await server.start({ isNextLoaded: true });
      await flow.again(prepared);
    }
    await sweepAll();
    await flow.expectEnd(prepared);
    await expectSoundBooks(`${name}, killed before step ${step}: ${lastWords.at(-1)}`);
    if (isThrough) {
      process.stdout.write(
        `${[`${name}: ${lastWords.length} steps`, ...lastWords].join("\n  ")}\n`,
      );
      return lastWords;
    }
  }
  throw new Error(`${name} is not through after ${MOST_STEPS} steps`);
}

async function jobsDone(): Promise<void> {
  await untilQuiet(admin, () => server.isAlive(), "10 minutes");
}

/** What the server does every minute. */
async function sweepAll(): Promise<void> {
  const payload = JSON.stringify({ businessId: seller.businessId, connectionId });
  await admin.query(
    "select graphile_worker.add_job('sweep_connection', $1::json, job_key => 'sweep_connection')",
    [payload],
  );
  await jobsDone();
}

async function expectSoundBooks(when: string): Promise<void> {
  const results = await admin.query(INVARIANTS.map(({ query }) => query).join(";\n"));
  const found = (results as unknown as { rows: unknown[] }[]).flatMap(({ rows }) => rows);
  expect(found, when).toEqual([]);
}

function sessionsOf(invoiceId: string) {
  return Object.values(sandbox.state.accounts["test:killed"]?.sessions ?? {}).filter(
    ({ metadata }) => metadata?.["invoice"] === invoiceId,
  );
}

/** One charge, one payment, one receipt, one notification (I4, I14, I17). */
async function expectPaidOnce({ invoiceId }: SentInvoice): Promise<void> {
  const account = sandbox.state.accounts["test:killed"];
  const charges = Object.values(account?.charges ?? {}).filter(
    ({ metadata }) => metadata["invoice"] === invoiceId,
  );
  expect(charges).toHaveLength(1);
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  expect(data.filter((one: { status: string }) => one.status === "succeeded")).toHaveLength(1);
  await expectLetters(invoiceId, { receipt: 1, payment_notification: 1 });
}

/** Each letter is there once, was sent, and arrived under one Message-ID only. */
async function expectLetters(invoiceId: string, wanted: Record<string, number>): Promise<void> {
  const { rows } = await admin.query<{ kind: string; message_id: string; is_sent: boolean }>(
    "select kind, message_id, sent_at is not null as is_sent from mails where invoice_id = $1",
    [invoiceId],
  );
  const arrived = new Set(mail.mails.map(({ messageId }) => messageId));
  for (const [kind, times] of Object.entries(wanted)) {
    const own = rows.filter((row) => row.kind === kind);
    expect(own, kind).toHaveLength(times);
    expect(own.filter((row) => row.is_sent && arrived.has(row.message_id))).toHaveLength(times);
  }
}

async function paidPage(): Promise<SentInvoice & { sessionId: string }> {
  const invoice = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(invoice.payLink));
  held = [];
  await sandbox.control.payCheckout(sessionId);
  return { ...invoice, sessionId };
}

async function deliverHeld(): Promise<void> {
  for (const id of held) await sandbox.control.deliver(id);
}

interface PlannedForYesterday {
  readonly invoiceId: string;
  readonly sendingId: string;
}

async function planForYesterday(): Promise<PlannedForYesterday> {
  const customer = await seller.ask("POST", "/customers", { name: "M", email: "c@moreau.example" });
  const lines = [{ description: "Work", quantity: "1", unitPrice: "80.00" }];
  const draft = { customerId: customer.id, currency: "EUR", lines };
  const { id: invoiceId } = await seller.ask("POST", "/invoices", draft);
  const on = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await seller.ask("POST", `/invoices/${invoiceId}/scheduled-sending`, { on });
  const { rows } = await admin.query<{ id: string }>(
    `update scheduled_sendings set send_on = current_date - 1 where invoice_id = $1 returning id`,
    [invoiceId],
  );
  return { invoiceId, sendingId: String(rows[0]?.id) };
}

/** What the server does each minute as long as it is due. */
async function sendPlanned({ sendingId }: PlannedForYesterday): Promise<void> {
  const payload = JSON.stringify({ businessId: seller.businessId, sendingId });
  await admin.query("select graphile_worker.add_job('send_scheduled', $1::json, job_key => $2)", [
    payload,
    `send_scheduled:${sendingId}`,
  ]);
  await jobsDone();
}

describe("kill -9 at every numbered step", () => {
  it(
    "while a session is opened: one page, one charge [fault 7]",
    { timeout: TIMEOUT_MS },
    async () => {
      const steps = await killAtEveryStep("opening a session", {
        prepare: () => seller.sendInvoice(),
        act: ({ payLink }) => pressPay(payLink),
        again: ({ payLink }) => pressPay(payLink),
        async expectEnd(invoice) {
          const session = sessionOf(await pressPay(invoice.payLink));
          expect(sessionsOf(invoice.invoiceId).map(({ id }) => id)).toEqual([session]);
          await sandbox.control.payCheckout(session);
          await sweepAll();
          await expectPaidOnce(invoice);
        },
      });
      expect(steps.some((words) => words.startsWith("processor: POST /v1/checkout/sessions"))).toBe(
        true,
      );
    },
  );

  it(
    "while a webhook is acknowledged and settled: paid once [fault 7]",
    { timeout: TIMEOUT_MS },
    async () => {
      const steps = await killAtEveryStep("acknowledging a webhook and settling", {
        peers: ALL_BUT_MAIL,
        prepare: paidPage,
        act: deliverHeld,
        again: deliverHeld,
        expectEnd: expectPaidOnce,
      });
      expect(steps.some((words) => words.startsWith("caller: HTTP/1.1 200"))).toBe(true);
    },
  );

  it(
    "while the payer's return is settled, and no webhook comes: paid once [fault 7]",
    { timeout: TIMEOUT_MS },
    async () => {
      await killAtEveryStep("settling at the payer's return", {
        peers: ALL_BUT_MAIL,
        prepare: paidPage,
        act: ({ payLink, sessionId }) => fetch(`${payLink}/return?session=${sessionId}`),
        again: async () => undefined,
        expectEnd: expectPaidOnce,
      });
    },
  );

  it("while money is refunded: one refund [fault 7]", { timeout: TIMEOUT_MS }, async () => {
    const ask = ({ paymentId, key }: { paymentId: string; key: string; invoiceId: string }) =>
      seller.request(
        "POST",
        `/payments/${paymentId}/refunds`,
        { amount: 1000 },
        { "idempotency-key": key },
      );
    await killAtEveryStep("refunding", {
      async prepare() {
        const { invoiceId } = await paidPage();
        await deliverHeld();
        await jobsDone();
        const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
        return { invoiceId, paymentId: data[0].id as string, key: randomBytes(8).toString("hex") };
      },
      act: ask,
      again: ask,
      async expectEnd({ invoiceId, paymentId }) {
        const payment = await seller.ask("GET", `/payments/${paymentId}`);
        const refunds = Object.values(sandbox.state.accounts["test:killed"]?.refunds ?? {});
        const own = refunds.filter((one) => one.payment_intent === payment.processorPaymentId);
        expect(own).toHaveLength(payment.refunds.length === 0 ? 0 : 1);
        if (own.length === 0) return expect(payment.amountRefunded).toBe(0);
        expect(payment).toMatchObject({ amountRefunded: 1000, refunds: [{ status: "succeeded" }] });
        return expectLetters(invoiceId, { receipt: 1, payment_notification: 1, refund: 1 });
      },
    });
  });

  it(
    "while a planned invoice is sent on its day: one number, one mail [fault 7]",
    { timeout: TIMEOUT_MS },
    async () => {
      const steps = await killAtEveryStep("sending as planned", {
        peers: ALL_BUT_MAIL,
        prepare: planForYesterday,
        act: sendPlanned,
        again: sendPlanned,
        async expectEnd({ invoiceId }) {
          const { rows } = await admin.query(
            "select ended_as from scheduled_sendings where invoice_id = $1",
            [invoiceId],
          );
          expect(rows).toEqual([{ ended_as: "sent" }]);
          await expectLetters(invoiceId, { invoice: 1 });
        },
      });
      expect(steps.some((words) => words.startsWith("SQL: commit"))).toBe(true);
    },
  );

  it(
    "while an invoice is mailed: one mail under one Message-ID [fault 7] [fault 27]",
    { timeout: TIMEOUT_MS },
    async () => {
      const steps = await killAtEveryStep("mailing", {
        async prepare() {
          const customer = await seller.ask("POST", "/customers", {
            name: "Moreau",
            email: "c@moreau.example",
          });
          const lines = [{ description: "Work", quantity: "1", unitPrice: "80.00" }];
          return seller.ask("POST", "/invoices", {
            customerId: customer.id,
            currency: "EUR",
            lines,
          });
        },
        act: ({ id }: { id: string }) => seller.ask("POST", `/invoices/${id}/send`, {}),
        async again({ id }: { id: string }) {
          const { data } = await seller.ask("GET", `/mails?invoiceId=${id}`);
          if (data.length === 0) await seller.ask("POST", `/invoices/${id}/send`, {});
        },
        expectEnd: ({ id }: { id: string }) => expectLetters(id, { invoice: 1 }),
      });
      expect(steps.some((words) => words.startsWith("mail server:"))).toBe(true);
    },
  );
});
