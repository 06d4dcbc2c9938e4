import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { atMoment, historyOf, planInvoice, planPath, readInvoice } from "#test/support/planned.ts";

const PLANNED_AT = new Date("2026-11-20T10:00:00Z");

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: PLANNED_AT });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.now = PLANNED_AT;
});

describe("planning to send an invoice [R42]", () => {
  it("answers the plan, keeps it beside the invoice and in the list, and writes down who planned it", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const plan = {
      id: expect.stringMatching(/^sch_/),
      on: "2026-12-03",
      to: ["compta@moreau.example"],
      usesCustomerAddress: true,
      subject: null,
      message: null,
      attachPdf: true,
      heldSince: null,
      heldReason: null,
      expectedOn: "2026-12-03",
      warning: null,
    };
    const answer = await seller.ask("GET", `/invoices/${invoiceId}`);
    expect(answer).toMatchObject({ status: "draft", scheduledSending: plan });
    const { data } = await seller.ask("GET", "/invoices?status=scheduled");
    expect(data).toEqual([answer]);
    const [line] = await historyOf(seller, invoiceId);
    expect(line).toMatchObject({
      kind: "sending_scheduled",
      details: { on: "2026-12-03", to: "compta@moreau.example" },
    });
    const audit = (await seller.ask("GET", "/audit")).data;
    expect(audit[0]).toMatchObject({ action: "invoice.sending_scheduled" });
  });

  it("replaces what was planned before, whole", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", subject: "First" });
    const again = { on: "2026-12-04", to: ["a@b.example"], message: "Second" };
    const { scheduledSending } = await seller.ask("POST", planPath(invoiceId), again);
    expect(scheduledSending).toMatchObject({
      ...again,
      usesCustomerAddress: false,
      subject: null,
      attachPdf: false,
    });
    await atMoment(app, "2026-12-03T07:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).status).toBe("draft");
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    expect((await readInvoice(seller, invoiceId)).issuedOn).toBe("2026-12-04");
  });

  it("says who planned it, in all that comes of it, and what was planned before", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", to: ["a@b.example"] });
    await seller.ask("POST", planPath(invoiceId), { on: "2026-12-04" });
    await atMoment(app, "2026-12-04T07:00:00Z", seller);
    const audit = (await seller.ask("GET", "/audit")).data;
    const lines = await historyOf(seller, invoiceId);
    const planner = String(lines.at(-1)?.actor);
    const former = { formerOn: "2026-12-03", formerTo: "a@b.example", formerBy: planner };
    for (const [kind, details] of [
      ["sending_scheduled", { on: "2026-12-04", ...former }],
      ["finalized", { number: "2026-0001", plannedBy: planner }],
      ["sent", { plannedOn: "2026-12-04", plannedBy: planner }],
    ] as const) {
      expect(lines.find((line) => line.kind === kind)).toMatchObject({ details });
      const entry = audit.find((one: { action: string }) => one.action === `invoice.${kind}`);
      expect(entry).toMatchObject({ details });
    }
  });

  it("is one plan when two people make one at the same time", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const days = ["2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07"];
    const plans = days.map((on) => seller.request("POST", planPath(invoiceId), { on }));
    expect((await Promise.all(plans)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(days).toContain((await readInvoice(seller, invoiceId)).scheduledSending.on);
  });

  it.each([
    ["Pacific/Auckland", "2026-11-21"],
    ["Europe/Berlin", "2026-11-20"],
    ["America/Los_Angeles", "2026-11-20"],
  ])("takes a day after today and within a year, as days are in %s", async (timezone, today) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03", timezone });
    app.clock.now = new Date("2026-11-20T12:30:00Z");
    const plan = async (days: number) => {
      const on = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
      return seller.request("POST", planPath(invoiceId), { on });
    };
    for (const days of [-400, -1, 0, 366, 20_000]) {
      expect(await plan(days)).toMatchObject({
        status: 400,
        body: { code: "validation_failed", errors: [{ path: "on" }] },
      });
    }
    expect((await readInvoice(seller, invoiceId)).scheduledSending.on).toBe("2026-12-03");
    for (const days of [1, 365]) expect((await plan(days)).status).toBe(200);
  });

  it.each([
    ["on", {}],
    ["on", { on: "2026-02-30" }],
    ["on", { on: "2026-12-03T08:00:00Z" }],
    ["on", { on: null }],
    ["to", { on: "2026-12-03", to: [] }],
    ["to.0", { on: "2026-12-03", to: ["nobody"] }],
    ["to", { on: "2026-12-03", to: Array.from({ length: 6 }, (_, n) => `a${n}@b.example`) }],
    ["subject", { on: "2026-12-03", subject: "two\nlines" }],
    ["message", { on: "2026-12-03", message: "x".repeat(5001) }],
    ["attachPdf", { on: "2026-12-03", attachPdf: "yes" }],
    ["at", { on: "2026-12-03", at: "09:00" }],
  ])("is refused for what is wrong at %s", async (path, body) => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-09" });
    const answer = await seller.request("POST", planPath(invoiceId), body);
    expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(answer.body.errors[0].path).toBe(path);
    expect((await readInvoice(seller, invoiceId)).scheduledSending.on).toBe("2026-12-09");
  });

  it("is refused for what is void or paid, and without anybody to send it to", async () => {
    const voided = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    await voided.seller.ask("POST", `/invoices/${voided.invoiceId}/void`);
    const paid = await planInvoice(app, { on: "2026-12-03", isFinal: true });
    const payment = { amount: 32_957, paidOn: "2026-11-20", method: "cash" };
    await paid.seller.ask("POST", `/invoices/${paid.invoiceId}/payments`, payment);
    const nobody = await planInvoice(app, { on: "2026-12-03" });
    await nobody.seller.ask("PATCH", `/customers/${nobody.customerId}`, { email: null });
    const codes = [voided, paid, nobody].map(async ({ seller, invoiceId }) => {
      const answer = await seller.request("POST", planPath(invoiceId), { on: "2026-12-03" });
      return `${answer.status} ${answer.body.code}`;
    });
    expect(await Promise.all(codes)).toEqual([
      "409 invoice_not_open",
      "409 invoice_already_paid",
      "409 no_recipient",
    ]);
  });

  it("is taken back once, and what was never planned cannot be", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    const first = await seller.request("DELETE", planPath(invoiceId));
    expect(first.status).toBe(204);
    const second = await seller.request("DELETE", planPath(invoiceId));
    expect(second).toMatchObject({ status: 404, body: { code: "not_found" } });
    const lines = (await historyOf(seller, invoiceId)).map(({ kind }) => kind);
    expect(lines).toEqual(["sending_canceled", "sending_scheduled", "created"]);
  });

  it("can be planned for a day on which the books will be closed, with a warning", async () => {
    const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2199-12-31" });
    const plan = await seller.ask("POST", planPath(invoiceId), { on: "2026-12-10" });
    expect(plan.scheduledSending).toMatchObject({
      warning: "payment_link_period_locked",
      expectedOn: "2199-12-31",
    });
  });
});
