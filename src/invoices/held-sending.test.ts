import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { day } from "#src/values/day.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import {
  atMoment,
  historyOf,
  invoiceMails,
  planInvoice,
  planPath,
  readInvoice,
} from "#test/support/planned.ts";
import type { Seller } from "#test/support/seller.ts";
import { listSendingsUntil } from "./schedule-store.ts";
import { queueScheduled, sendScheduled } from "./send-scheduled.ts";

const PLANNED_AT = new Date("2026-11-20T10:00:00Z");
const MORNING = "2026-12-03T07:00:00Z";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: PLANNED_AT });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.now = PLANNED_AT;
});

describe("on the planned day, with the books closed through [R42]", () => {
  const final = { isFinal: true };
  const plain = { isPayable: false };
  const link = "payment_link_period_locked";
  const cases = [
    ["yesterday, a draft", "2026-12-02", {}, null, "2026-12-03"],
    ["yesterday, a final invoice", "2026-12-02", final, null, "2026-12-03"],
    ["today, a draft", "2026-12-03", {}, "period_locked", "2026-12-04"],
    ["today, a draft without a pay link", "2026-12-03", plain, "period_locked", "2026-12-04"],
    ["today, a final invoice", "2026-12-03", final, null, "2026-12-03"],
    ["tomorrow, a draft", "2026-12-04", {}, link, "2026-12-05"],
    ["tomorrow, a draft without a pay link", "2026-12-04", plain, "period_locked", "2026-12-05"],
    ["tomorrow, a final invoice", "2026-12-04", final, link, "2026-12-04"],
    [
      "tomorrow, a final one without a link",
      "2026-12-04",
      { ...final, ...plain },
      null,
      "2026-12-03",
    ],
  ] as const;
  it.each(cases)("%s", async (_, lock, how, reason, goesOutOn) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", ...how });
    await closeBooks(seller, lock);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
      warning: reason,
      expectedOn: goesOutOn,
    });
    const { sendableFrom } = await seller.ask("GET", `/invoices/${invoiceId}/send-preview`);
    expect(sendableFrom === null || sendableFrom <= "2026-12-03").toBe(reason === null);

    await atMoment(app, MORNING, seller);
    const { scheduledSending: plan, status } = await readInvoice(seller, invoiceId);
    if (reason === null) {
      expect(plan).toBeNull();
    } else {
      expect(status).toBe("isFinal" in how ? "open" : "draft");
      expect(plan).toMatchObject({
        on: "2026-12-03",
        heldSince: "2026-12-03T07:00:00.000Z",
        heldReason: "books_closed",
        expectedOn: goesOutOn,
      });
      expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    }
    for (const day of ["04", "05", "06"]) {
      await atMoment(app, `2026-12-${day}T07:00:00Z`, seller);
      const sent = (await invoiceMails(seller, invoiceId)).length;
      expect(`${day}: ${sent}`).toBe(`${day}: ${`2026-12-${day}` >= goesOutOn ? 1 : 0}`);
    }
    expect((await readInvoice(seller, invoiceId)).sentAt).toBe(`${goesOutOn}T07:00:00.000Z`);
  });
});

describe("an invoice that is held", () => {
  it("is told once to each notification address, however long it is held", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const paymentNotificationEmails = ["a@nordlicht.example", "b@nordlicht.example"];
    await seller.ask("PATCH", "/business", { paymentNotificationEmails });
    await closeBooks(seller, "2026-12-31");
    for (const moment of [MORNING, "2026-12-03T07:01:00Z", "2026-12-04T07:00:00Z"]) {
      await atMoment(app, moment, seller);
    }
    // the last morning on which another rule of the closed books holds it
    await atMoment(app, "2026-12-31T07:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
      heldSince: "2026-12-03T07:00:00.000Z",
      heldReason: "books_closed",
    });
    const { data } = await seller.ask("GET", "/mails?kind=problem");
    expect(data.map(({ to }: { to: string[] }) => to[0]).toSorted()).toEqual(
      paymentNotificationEmails,
    );
    const notice = await seller.ask("GET", `/mails/${data[0].id}`);
    expect(notice.subject).toBe("[TEST] The draft for Atelier Moreau was not sent");
    expect(notice.text).toContain("your books are closed through 31 December 2026");
    expect(notice.text).toContain("It goes out by itself on 1 January 2027 at 8:00");
    expect(notice.text).toContain(`${app.url}/invoices/${invoiceId}`);
    const held = (await historyOf(seller, invoiceId)).filter(({ kind }) => kind === "sending_held");
    expect(held).toMatchObject([
      { details: { on: "2026-12-03", reason: "books_closed", plannedBy: "First key" } },
    ]);
  });

  it("is told once when two processes hold it at the same time", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await closeBooks(seller, "2026-12-31");
    app.clock.now = new Date(MORNING);
    await Promise.all([1, 2, 3].map(() => sendPlanned(app.parts.runtime, seller)));
    expect((await seller.ask("GET", "/mails?kind=problem")).data).toHaveLength(1);
    const kinds = (await historyOf(seller, invoiceId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "sending_held")).toHaveLength(1);
  });

  it("needs a person on the first screen, until it went out", async () => {
    const { seller } = await planInvoice(app, { on: "2026-12-03" });
    await closeBooks(seller, "2026-12-04");
    expect(await attentionOf(seller)).toEqual([]);
    await atMoment(app, MORNING, seller);
    expect(await attentionOf(seller)).toMatchObject([{ kind: "sendings_held", count: 1 }]);
    expect((await seller.ask("GET", "/invoices?status=scheduled")).data).toHaveLength(1);
    await atMoment(app, "2026-12-05T07:00:00Z", seller);
    expect(await attentionOf(seller)).toEqual([]);
    expect((await seller.ask("GET", "/invoices?status=scheduled")).data).toEqual([]);
  });

  it("goes out on the next morning when the books are opened early, and not at night", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await closeBooks(seller, "2026-12-31");
    await atMoment(app, MORNING, seller);
    await closeBooks(seller, null);
    expect((await readInvoice(seller, invoiceId)).scheduledSending.expectedOn).toBe("2026-12-04");
    for (const moment of ["2026-12-03T07:05:00Z", "2026-12-03T23:30:00Z", "2026-12-04T06:59:00Z"]) {
      await atMoment(app, moment, seller);
      expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    }
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({ issuedOn: "2026-12-04" });
  });

  it("is not sent once it is canceled, and on the day it is changed to", async () => {
    const canceled = await planInvoice(app, { on: "2026-12-03" });
    const changed = await planInvoice(app, { on: "2026-12-03" });
    for (const { seller } of [canceled, changed]) await closeBooks(seller, "2026-12-04");
    await atMoment(app, MORNING, canceled.seller, changed.seller);
    await canceled.seller.ask("DELETE", planPath(canceled.invoiceId));
    await changed.seller.ask("POST", planPath(changed.invoiceId), { on: "2026-12-10" });
    expect((await readInvoice(changed.seller, changed.invoiceId)).scheduledSending).toMatchObject({
      on: "2026-12-10",
      heldSince: null,
      heldReason: null,
      expectedOn: "2026-12-10",
    });
    await atMoment(app, "2026-12-09T07:00:00Z", canceled.seller, changed.seller);
    expect(await invoiceMails(changed.seller, changed.invoiceId)).toEqual([]);
    await atMoment(app, "2026-12-10T07:00:00Z", canceled.seller, changed.seller);
    expect(await invoiceMails(changed.seller, changed.invoiceId)).toHaveLength(1);
    expect(await invoiceMails(canceled.seller, canceled.invoiceId)).toEqual([]);
  });

  it("waits for an address where the customer has none, and for lines where there are none", async () => {
    const nobody = await planInvoice(app, { on: "2026-12-03" });
    await nobody.seller.ask("PATCH", `/customers/${nobody.customerId}`, { email: null });
    const empty = await planInvoice(app, { on: "2026-12-03" });
    await empty.seller.ask("PATCH", `/invoices/${empty.invoiceId}`, { lines: [] });
    await atMoment(app, MORNING, nobody.seller, empty.seller);
    const plans = [nobody, empty].map(async ({ seller, invoiceId }) => {
      const { scheduledSending } = await readInvoice(seller, invoiceId);
      return [scheduledSending.heldReason, scheduledSending.expectedOn];
    });
    expect(await Promise.all(plans)).toEqual([
      ["no_recipient", null],
      ["no_lines", null],
    ]);
    const email = "later@moreau.example";
    await nobody.seller.ask("PATCH", `/customers/${nobody.customerId}`, { email });
    await atMoment(app, "2026-12-04T07:00:00Z", nobody.seller, empty.seller);
    expect(await invoiceMails(nobody.seller, nobody.invoiceId)).toMatchObject([{ to: [email] }]);
    expect(await invoiceMails(empty.seller, empty.invoiceId)).toEqual([]);
  });

  it("is left to a person when a backup is restored, whatever its day, until it is planned again", async () => {
    const before = await planInvoice(app, { on: "2026-12-03" });
    const later = await planInvoice(app, { on: "2026-12-08" });
    const again = await planInvoice(app, { on: "2026-12-08" });
    const all = [before, later, again];
    const restored = { ...app.parts.runtime, restoredAt: new Date("2026-12-05T12:00:00Z") };
    app.clock.now = new Date("2026-12-05T12:01:00Z");
    for (const { seller } of all) await queueScheduled(restored, seller.businessId);
    for (const { seller } of all) await sendPlanned(restored, seller);
    for (const { seller, invoiceId } of all) {
      expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
        heldReason: "backup_restored",
        expectedOn: null,
      });
      expect((await seller.ask("GET", "/mails?kind=problem")).data).toHaveLength(1);
    }
    await again.seller.ask("POST", planPath(again.invoiceId), { on: "2026-12-08" });
    app.clock.now = new Date("2026-12-08T07:00:00Z");
    for (const { seller } of all) await sendPlanned(restored, seller);
    expect(await invoiceMails(before.seller, before.invoiceId)).toEqual([]);
    expect(await invoiceMails(later.seller, later.invoiceId)).toEqual([]);
    expect(await invoiceMails(again.seller, again.invoiceId)).toHaveLength(1);
    const [notice] = (await later.seller.ask("GET", "/mails?kind=problem")).data;
    const { text } = await later.seller.ask("GET", `/mails/${notice.id}`);
    expect(text).toContain("It does not go out by itself any more.");
  });

  it("is found for being held as soon as the server runs after a restore", async () => {
    const { seller } = await planInvoice(app, { on: "2026-12-08" });
    const restoredAt = new Date("2026-11-25T12:00:00Z");
    const found = (at: Date | null) =>
      transact(app.parts.runtime.db, seller.businessId, (tx) =>
        listSendingsUntil(tx, seller.businessId, day("2026-11-26"), at),
      );
    expect(await found(null)).toEqual([]);
    expect(await found(restoredAt)).toHaveLength(1);
  });
});

/** As a process does that is not the one of the tests. */
async function sendPlanned(runtime: Runtime, { businessId }: Seller): Promise<void> {
  const plans = await transact(runtime.db, businessId, (tx) =>
    listSendingsUntil(tx, businessId, day("2027-12-31"), null),
  );
  for (const { id } of plans) await sendScheduled(runtime, { businessId, sendingId: id });
}

function closeBooks(seller: Seller, through: string | null) {
  return seller.ask("PATCH", "/business", { booksLockedThrough: through });
}

async function attentionOf(seller: Seller) {
  return (await seller.ask("GET", "/summary")).attention;
}
