import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setSuspended } from "#src/businesses/suspend-business.ts";
import { createParts } from "#src/parts.ts";
import { transact } from "#src/platform/database.ts";
import { must } from "#src/values/assert.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage } from "#test/support/payer.ts";
import {
  atMoment,
  historyOf,
  invoiceMails,
  payInFull,
  planInvoice,
  planPath,
  readInvoice,
} from "#test/support/planned.ts";
import type { Seller } from "#test/support/seller.ts";
import { findSending } from "./schedule-store.ts";
import { sendScheduled } from "./send-scheduled.ts";

const PLANNED_AT = new Date("2026-11-20T10:00:00Z");

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: PLANNED_AT });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.now = PLANNED_AT;
});

describe("an invoice that is planned for a later day", () => {
  it("goes out that morning as if a person sent it: final, dated that day, with a pay link [R42]", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await atMoment(app, "2026-12-03T06:59:59Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    await atMoment(app, "2026-12-03T07:00:00Z", seller);

    const [mail, ...others] = await invoiceMails(seller, invoiceId);
    expect(others).toEqual([]);
    const { text, ...sent } = await seller.ask("GET", `/mails/${mail.id}`);
    expect(sent).toMatchObject({
      kind: "invoice",
      to: ["compta@moreau.example"],
      subject: "[TEST] Invoice 2026-0001 from Nordlicht Studio",
      hasPdf: true,
    });
    const payLink = /http\S+\/p\/\S+/.exec(text)?.[0] ?? "";
    expect(await openPage(payLink)).toMatchObject({ status: "payable" });
    expect(await readInvoice(seller, invoiceId)).toMatchObject({
      status: "open",
      number: "2026-0001",
      issuedOn: "2026-12-03",
      sentAt: "2026-12-03T07:00:00.000Z",
      scheduledSending: null,
    });
    const line = (await historyOf(seller, invoiceId)).find(({ kind }) => kind === "sent");
    expect(line).toMatchObject({
      kind: "sent",
      actor: "Quittance",
      details: { to: "compta@moreau.example", plannedOn: "2026-12-03" },
    });
  });

  it("goes out late where the server was off on its day, and is dated the day it goes out", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await atMoment(app, "2026-12-06T01:15:00Z", seller);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ issuedOn: "2026-12-06" });
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it("takes recipients, subject and message as they were written, else as they are that day", async () => {
    const letter = { to: ["a@b.example"], subject: "Yours: {number}", message: "Due {due}" };
    const own = await planInvoice(app, { on: "2026-12-03", ...letter });
    const usual = await planInvoice(app, { on: "2026-12-03", attachPdf: false });
    const moved = { email: "new@moreau.example" };
    await usual.seller.ask("PATCH", `/customers/${usual.customerId}`, moved);
    expect((await readInvoice(usual.seller, usual.invoiceId)).scheduledSending).toMatchObject({
      to: ["new@moreau.example"],
      subject: null,
      attachPdf: false,
    });
    await atMoment(app, "2026-12-03T08:00:00Z", own.seller, usual.seller);
    const [first] = await invoiceMails(own.seller, own.invoiceId);
    expect(await own.seller.ask("GET", `/mails/${first.id}`)).toMatchObject({
      to: ["a@b.example"],
      subject: "[TEST] Yours: 2026-0001",
      text: expect.stringContaining("Due 20 December 2026"),
    });
    const [second] = await invoiceMails(usual.seller, usual.invoiceId);
    expect(second).toMatchObject({ to: ["new@moreau.example"], hasPdf: false });
  });
});

describe("the morning is the business's own", () => {
  it.each([
    ["Pacific/Auckland", "2026-12-02T18:59:00Z", "2026-12-02T19:00:00Z"],
    ["America/Los_Angeles", "2026-12-03T15:59:00Z", "2026-12-03T16:00:00Z"],
    ["Asia/Kolkata", "2026-12-03T02:29:00Z", "2026-12-03T02:30:00Z"],
    ["Pacific/Kiritimati", "2026-12-02T17:59:00Z", "2026-12-02T18:00:00Z"],
    ["Pacific/Pago_Pago", "2026-12-03T18:59:00Z", "2026-12-03T19:00:00Z"],
  ])("in %s", async (timezone, before, then) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", timezone });
    await atMoment(app, before, seller);
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    await atMoment(app, then, seller);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ issuedOn: "2026-12-03" });
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it.each([
    ["summer time begins", "2027-03-28", "2027-03-28T05:59:00Z", "2027-03-28T06:00:00Z"],
    ["summer time ends", "2027-10-31", "2027-10-31T06:59:00Z", "2027-10-31T07:00:00Z"],
  ])("on the day %s", async (_, on, before, then) => {
    app.clock.now = new Date("2027-01-15T10:00:00Z");
    const { seller, invoiceId } = await planInvoice(app, { on });
    await atMoment(app, before, seller);
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    await atMoment(app, then, seller);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it("also where the zone was changed after planning", async () => {
    const { seller, invoiceId } = await planInvoice(app, {
      on: "2026-12-03",
      timezone: "Pacific/Auckland",
    });
    await seller.ask("PATCH", "/business", { timezone: "America/Los_Angeles" });
    await atMoment(app, "2026-12-02T19:00:00Z", seller); // 8:00 in Auckland, the day before in Los Angeles
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    await atMoment(app, "2026-12-03T16:00:00Z", seller);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ issuedOn: "2026-12-03" });
  });
});

describe("once, whatever happens [R42]", () => {
  it.each([
    ["a draft", false],
    ["a final invoice", true],
  ])("from two processes at the same time, %s", async (_, isFinal) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal });
    const payload = {
      businessId: seller.businessId,
      sendingId: await sendingOf(seller, invoiceId),
    };
    app.clock.now = new Date("2026-12-03T07:00:00Z");
    const { config, log, now } = app.parts.runtime;
    const other = await createParts(config, log, app.databaseUrl, now);
    const runtimes = [app.parts.runtime, other.runtime, app.parts.runtime, other.runtime];
    await Promise.all(runtimes.map((runtime) => sendScheduled(runtime, payload)));
    await other.close();
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
    expect((await historyOf(seller, invoiceId)).filter(({ kind }) => kind === "sent")).toHaveLength(
      1,
    );
  });

  it("when a job that was queued twice runs again after it", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const payload = {
      businessId: seller.businessId,
      sendingId: await sendingOf(seller, invoiceId),
    };
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    await sendScheduled(app.parts.runtime, payload);
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it.each(["invoices", "pay_links", "mails", "audit_entries", "scheduled_sendings"])(
    "when the database goes away in the middle, at %s",
    async (table) => {
      const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
      app.clock.now = new Date("2026-12-03T07:00:00Z");
      const payload = {
        businessId: seller.businessId,
        sendingId: await sendingOf(seller, invoiceId),
      };
      await losingConnectionAt(table, seller.businessId, async () => {
        await expect(sendScheduled(app.parts.runtime, payload)).rejects.toThrow(/terminat/i);
      });
      expect(await readInvoice(seller, invoiceId)).toMatchObject({ status: "draft", number: null });
      expect(await invoiceMails(seller, invoiceId)).toEqual([]);
      await atMoment(app, "2026-12-03T07:01:00Z", seller);
      expect(await readInvoice(seller, invoiceId)).toMatchObject({ number: "2026-0001" });
      expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
    },
  );
});

describe("what ends a plan, so that nothing is sent later", () => {
  const ends: [string, string, (seller: Seller, id: string) => Promise<unknown>][] = [
    ["canceling it", "canceled", (seller, id) => seller.ask("DELETE", planPath(id))],
    [
      "sending by hand",
      "sent_by_hand",
      (seller, id) => seller.ask("POST", `/invoices/${id}/send`, {}),
    ],
    ["voiding", "voided", (seller, id) => seller.ask("POST", `/invoices/${id}/void`)],
    ["paying in full", "paid", payInFull],
  ];
  it.each(ends)("%s", async (_, because, end) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    await end(seller, invoiceId);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ scheduledSending: null });
    const before = (await invoiceMails(seller, invoiceId)).length;
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(before);
    expect(before).toBe(because === "sent_by_hand" ? 1 : 0);
    const line = (await historyOf(seller, invoiceId)).find(
      (one) => one.kind === "sending_canceled",
    );
    expect(line).toMatchObject({ details: { on: "2026-12-03", because } });
  });

  it("choosing another customer for the draft, and never what else is changed about it", async () => {
    const { seller, invoiceId, customerId } = await planInvoice(app, {
      on: "2026-12-03",
      to: ["compta@moreau.example"],
    });
    const other = await seller.ask("POST", "/customers", { name: "B", email: "b@other.example" });
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { customerId, notes: "Thanks" });
    expect((await readInvoice(seller, invoiceId)).scheduledSending).not.toBeNull();
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { customerId: other.id });
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toBeNull();
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    const [line] = await historyOf(seller, invoiceId);
    expect(line).toMatchObject({
      kind: "sending_canceled",
      actor: expect.any(String),
      details: { on: "2026-12-03", because: "customer_changed" },
    });
  });

  it("a payment that is taken back later does not bring it back", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    const payment = await payInFull(seller, invoiceId);
    await seller.ask("POST", `/payments/${payment.id}/reversal`, { on: "2026-11-20" });
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ status: "open" });
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
  });

  it("a part payment does not end it", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    await payInFull(seller, invoiceId, 100);
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    const [mail] = await invoiceMails(seller, invoiceId);
    expect((await seller.ask("GET", `/mails/${mail.id}`)).text).toContain("€328.57");
  });

  it("deleting the draft", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const payload = {
      businessId: seller.businessId,
      sendingId: await sendingOf(seller, invoiceId),
    };
    await seller.ask("DELETE", `/invoices/${invoiceId}`);
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    await sendScheduled(app.parts.runtime, payload);
    expect((await seller.ask("GET", "/mails")).data).toEqual([]);
  });

  it("is kept by a sending that was refused", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2026-11-21" });
    const refused = await seller.request("POST", `/invoices/${invoiceId}/send`, {});
    expect(refused.body.code).toBe("payment_link_period_locked");
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
      on: "2026-12-03",
    });
  });
});

describe("a business that is suspended", () => {
  it("sends nothing until the morning after it goes on", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await setSuspended(app.parts.runtime, seller.businessId, true);
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
      heldReason: "business_suspended",
      expectedOn: null,
    });
    await setSuspended(app.parts.runtime, seller.businessId, false);
    expect((await readInvoice(seller, invoiceId)).scheduledSending.expectedOn).toBe("2026-12-04");
    await atMoment(app, "2026-12-03T15:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).status).toBe("draft");
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).issuedOn).toBe("2026-12-04");
  });
});

function sendingOf({ businessId }: Seller, invoiceId: string): Promise<string> {
  return transact(app.parts.runtime.db, businessId, async (tx) => {
    const sending = await findSending(tx, businessId, invoiceId);
    return must(sending, "it was planned").id;
  });
}

/** Whoever writes to the table for this business loses the connection while they do. */
async function losingConnectionAt(
  table: string,
  businessId: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await asOwner(async (client) => {
    await client.query(`create function lose_connection() returns trigger language plpgsql
      security definer as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await client.query(`create trigger lose_connection after insert or update on ${table}
      for each row when (new.business_id = '${businessId}') execute function lose_connection()`);
    try {
      await work();
    } finally {
      await client.query("drop function lose_connection cascade");
    }
  });
}

async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
