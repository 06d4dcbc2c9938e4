import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { money } from "#src/values/money.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import {
  atMoment,
  historyOf,
  invoiceMails,
  payInFull,
  planInvoice,
  planPath,
  readInvoice,
} from "#test/support/planned.ts";
import { applyPayment } from "./apply-payment.ts";
import { lockInvoice } from "./get-invoice.ts";
import { insertApplication, updateInvoice } from "./store.ts";

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

describe("a plan that went out while somebody looked at it", () => {
  it("is not sent by them a second time, nor planned again", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const insteadOf = (await readInvoice(seller, invoiceId)).scheduledSending.id;
    await atMoment(app, MORNING, seller);
    const refused = { status: 409, body: { code: "already_sent_as_planned" } };
    const send = `/invoices/${invoiceId}/send`;
    expect(await seller.request("POST", send, { insteadOf })).toMatchObject(refused);
    const later = { on: "2026-12-10", insteadOf };
    expect(await seller.request("POST", planPath(invoiceId), later)).toMatchObject(refused);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toBeNull();
    await seller.ask("POST", send, {}); // who knows of no plan means to send it again
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(2);
  });

  it("neither is one that took its place meanwhile", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const insteadOf = (await readInvoice(seller, invoiceId)).scheduledSending.id;
    await seller.ask("POST", planPath(invoiceId), { on: "2026-12-02" });
    await atMoment(app, "2026-12-02T07:00:00Z", seller);
    const answer = await seller.request("POST", `/invoices/${invoiceId}/send`, { insteadOf });
    expect(answer.body.code).toBe("already_sent_as_planned");
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it("does not matter where it was canceled, or is still to come", async () => {
    const canceled = await planInvoice(app, { on: "2026-12-03" });
    const open = await planInvoice(app, { on: "2026-12-03" });
    for (const { seller, invoiceId } of [canceled, open]) {
      const insteadOf = (await readInvoice(seller, invoiceId)).scheduledSending.id;
      if (seller === canceled.seller) await seller.ask("DELETE", planPath(invoiceId));
      await seller.ask("POST", `/invoices/${invoiceId}/send`, { insteadOf });
      await atMoment(app, MORNING, seller);
      expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
      app.clock.now = PLANNED_AT;
    }
  });

  it("has to be a plan of this invoice", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const body = { insteadOf: "sch_of_another_invoice" };
    const answer = await seller.request("POST", `/invoices/${invoiceId}/send`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "insteadOf" }] } });
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
  });
});

describe("what a process of a former version did, which ended no plan", () => {
  const ends: [string, (tx: BusinessTx, businessId: string, id: string) => Promise<unknown>][] = [
    [
      "sent_by_hand",
      (tx, businessId, id) =>
        updateInvoice(tx, businessId, id, { sent_at: new Date("2026-11-21T10:00:00Z") }),
    ],
    [
      "voided",
      (tx, businessId, id) => updateInvoice(tx, businessId, id, { voided_at: PLANNED_AT }),
    ],
    [
      "paid",
      (tx, businessId, id) =>
        insertApplication(tx, {
          business_id: businessId,
          id: `app_${id}`,
          invoice_id: id,
          kind: "payment",
          source_id: "pay_of_that_process",
          cause_id: "pay_of_that_process",
          mode: "live",
          method: "cash",
          amount_minor: 32_957n,
          applied_at: PLANNED_AT,
        }),
    ],
  ];
  it.each(ends)("ends it on its morning, %s", async (because, happen) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    const { businessId } = seller;
    await transact(app.parts.runtime.db, businessId, (tx) => happen(tx, businessId, invoiceId));
    expect((await readInvoice(seller, invoiceId)).scheduledSending).not.toBeNull();
    await atMoment(app, MORNING, seller);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toBeNull();
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    expect((await seller.ask("GET", "/mails?kind=problem")).data).toEqual([]);
    const [line] = await historyOf(seller, invoiceId);
    expect(line).toMatchObject({ kind: "sending_canceled", details: { because } });
  });

  it("is not what was sent before it was planned", async () => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    app.clock.now = new Date("2026-11-21T10:00:00Z");
    await seller.ask("POST", planPath(invoiceId), { on: "2026-12-03" });
    await atMoment(app, MORNING, seller);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(2);
  });
});

describe("an invoice that is paid with test money [R15]", () => {
  it("keeps its plan, is held on the day, and goes out once the test payment is cleared", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    await applyTestMoney(seller.businessId, invoiceId, 32_957n);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({
      status: "paid",
      mode: "test",
      scheduledSending: { on: "2026-12-03", expectedOn: null },
    });
    await atMoment(app, MORNING, seller);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).toMatchObject({
      heldReason: "paid_in_test",
      expectedOn: null,
    });
    expect(await invoiceMails(seller, invoiceId)).toEqual([]);
    await applyTestMoney(seller.businessId, invoiceId, -32_957n);
    expect(await readInvoice(seller, invoiceId)).toMatchObject({
      status: "open",
      scheduledSending: { expectedOn: "2026-12-04" },
    });
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  });

  it("is not paid by real money that covers only the rest", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    await applyTestMoney(seller.businessId, invoiceId, 10_000n);
    await payInFull(seller, invoiceId, 22_957);
    expect((await readInvoice(seller, invoiceId)).scheduledSending).not.toBeNull();
  });
});

/** As a test payment does, and (below zero) its clearing when the connection goes live. */
async function applyTestMoney(businessId: string, invoiceId: string, amountMinor: bigint) {
  const { runtime } = app.parts;
  await transact(runtime.db, businessId, async (tx) => {
    const invoice = await lockInvoice(tx, businessId, invoiceId);
    await applyPayment(runtime, tx, invoice, {
      id: runtime.newId("app"),
      paymentId: "pay_of_a_test",
      causeId: amountMinor < 0n ? "clearing_of_a_test" : "pay_of_a_test",
      mode: "test",
      method: "card",
      amount: money(amountMinor, invoice.currency),
      at: runtime.now(),
    });
  });
}
