import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";

const NOW = new Date("2026-11-23T10:00:00Z");

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp({ now: NOW });
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.now = NOW;
  seller = await app.seller();
});

const lines = (unitPrice: string) => [{ description: "Work", quantity: "1", unitPrice }];

describe("the summary of a business", () => {
  it("says what is owed and overdue in each currency, as the books have it", async () => {
    const { invoiceId } = await seller.sendInvoice({ lines: lines("100.00") });
    await byHand(invoiceId, 4000);
    const late = await seller.sendInvoice({ lines: lines("20.00"), dueOn: "2026-11-24" });
    const dollars = { lines: lines("9.00"), currency: "USD", dueOn: "2026-12-24" };
    await seller.sendInvoice(dollars);
    const voided = await seller.sendInvoice({ lines: lines("5.00") });
    await seller.ask("POST", `/invoices/${voided.invoiceId}/void`);
    const draft = { customerId: late.customerId, currency: "EUR", lines: lines("7.00") };
    await seller.ask("POST", "/invoices", draft);
    app.clock.now = new Date("2026-11-25T10:00:00Z");

    const summary = await seller.ask("GET", "/summary");
    expect(summary.outstanding).toEqual([
      { amount: 8000, currency: "EUR", invoices: 2 },
      { amount: 900, currency: "USD", invoices: 1 },
    ]);
    expect(summary.overdue).toEqual([
      { amount: 2000, currency: "EUR", invoices: 1, oldestDueOn: "2026-11-24" },
    ]);
    const { data } = await seller.ask("GET", "/ledger/balances");
    const receivable = data.filter(({ name }: { name: string }) => name === "Accounts receivable");
    expect(receivable).toMatchObject([
      { currency: "EUR", balance: 8000 },
      { currency: "USD", balance: 900 },
    ]);
  });

  it("counts no test money, and says what was received in each of twelve months [R15]", async () => {
    await seller.connect("Test");
    const { invoiceId, payLink } = await seller.sendInvoice({ lines: lines("50.00") });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)));
    await app.settle();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
    const other = await seller.sendInvoice({ lines: lines("30.00"), onlinePayment: "none" });
    await byHand(other.invoiceId, 1000, "2026-10-31");
    await byHand(other.invoiceId, 500, "2026-11-01");
    const undone = await byHand(other.invoiceId, 100, "2026-11-02");
    await seller.ask("POST", `/payments/${undone.id}/reversal`, { on: "2026-11-03" });

    const { outstanding, received } = await seller.ask("GET", "/summary");
    expect(outstanding).toEqual([{ amount: 6500, currency: "EUR", invoices: 2 }]);
    expect(received).toHaveLength(12);
    expect(received[0]).toEqual({ month: "2025-12", amount: 0, currency: "EUR" });
    expect(received.slice(-2)).toEqual([
      { month: "2026-10", amount: 1000, currency: "EUR" },
      { month: "2026-11", amount: 500, currency: "EUR" },
    ]);
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    app.sandbox.control.openDispute(data[0].processorPaymentId);
    await app.settle();
    expect((await seller.ask("GET", "/summary")).attention).toEqual([]);
  });

  it("names what waits for a person, and no longer when it was done", async () => {
    await seller.connect("Stripe main", `sk_live_${seller.businessId.slice(4)}`);
    expect((await seller.ask("GET", "/summary")).attention).toEqual([]);
    const options = { dueOn: "2026-11-24", lines: lines("10.00"), onlinePayment: "none" };
    const late = await seller.sendInvoice(options);
    const { invoiceId, payLink } = await seller.sendInvoice({ lines: lines("50.00") });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)));
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2026-12-31" });
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    const dispute = app.sandbox.control.openDispute(data[0].processorPaymentId);
    await app.settle();
    app.clock.now = new Date("2026-11-25T10:00:00Z");

    const { attention } = await seller.ask("GET", "/summary");
    expect(attention).toMatchObject([
      { kind: "payments_to_record", count: 1, amounts: [{ amount: 5000, currency: "EUR" }] },
      { kind: "disputes", count: 1, until: expect.stringMatching(/Z$/) },
      { kind: "overdue_without_reminder", count: 1, amounts: [] },
    ]);
    await seller.ask("POST", `/invoices/${late.invoiceId}/reminders`, {});
    await seller.ask("PATCH", "/business", { booksLockedThrough: null });
    await seller.ask("POST", `/payments/${data[0].id}/recording`, { on: "2026-11-25" });
    const kinds = (await seller.ask("GET", "/summary")).attention.map(
      ({ kind }: { kind: string }) => kind,
    );
    expect(kinds).toEqual(["disputes"]);
    const { received } = await seller.ask("GET", "/summary");
    expect(received.at(-1)).toMatchObject({ amount: 5000 });
    app.clock.now = NOW; // Stripe's signatures are of the real time
    app.sandbox.control.closeDispute(dispute.id, "lost");
    await app.settle();
    const after = await seller.ask("GET", "/summary");
    expect(after.received.at(-1)).toMatchObject({ amount: 0 });
    expect(after.attention).toEqual([]);
  });

  it("tells of connections only to those who may see them [R20]", async () => {
    const { id, secretKey } = await seller.connect("Stripe main");
    const stripe = app.sandbox.client(secretKey);
    for (const endpoint of (await stripe.webhookEndpoints.list()).data) {
      await stripe.webhookEndpoints.del(endpoint.id);
    }
    await seller.ask("POST", `/connections/${id}/check`);
    expect((await seller.ask("GET", "/summary")).attention).toMatchObject([
      { kind: "webhook_needs_repair", connection: { id, name: "Stripe main" } },
    ]);
    const key = await seller.ask("POST", "/api-keys", { name: "Creator", role: "creator" });
    const creator = sellerOf(app.url, { businessId: seller.businessId, apiKey: key.key });
    expect((await creator.ask("GET", "/summary")).attention).toEqual([]);
  });

  it("knows nothing of other businesses [R52]", async () => {
    await seller.sendInvoice({ lines: lines("100.00") });
    const stranger = await app.seller("Stranger");
    expect(await stranger.ask("GET", "/summary")).toMatchObject({
      outstanding: [],
      overdue: [],
      attention: [],
    });
    expect(await stranger.ask("GET", "/search?q=moreau")).toEqual({ data: [] });
  });
});

describe("search", () => {
  it("finds invoices, customers and payments by what people call them", async () => {
    await seller.connect();
    const { invoiceId, customerId, payLink } = await seller.sendInvoice({ lines: lines("50.00") });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)));
    await app.settle();
    const { number } = await seller.ask("GET", `/invoices/${invoiceId}`);
    const [payment] = (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
    const find = async (text: string) =>
      (await seller.ask("GET", `/search?q=${encodeURIComponent(text)}`)).data;

    expect(await find("moreau")).toEqual([
      { type: "invoice", id: invoiceId, invoiceId, title: number, detail: "Atelier Moreau" },
      {
        type: "customer",
        id: customerId,
        invoiceId: null,
        title: "Atelier Moreau",
        detail: "compta@moreau.example",
      },
    ]);
    expect((await find(number))[0]).toMatchObject({ type: "invoice", id: invoiceId });
    for (const name of [payment.processorPaymentId, payment.receiptNumber]) {
      expect(await find(name)).toMatchObject([{ type: "payment", id: payment.id, invoiceId }]);
    }
    for (const nothing of ["%", "_", "\\", "' or 1=1 --", " ", ""])
      expect(await find(nothing)).toEqual([]);
  });

  it.each(["/search?q=a&limit=0", "/search?q=a&limit=21", "/search?text=a"])(
    "refuses %s",
    async (path) => {
      const { status, body } = await seller.request("GET", path);
      expect(status).toBe(400);
      expect(body.code).toBe("validation_failed");
    },
  );
});

async function byHand(invoiceId: string, amount: number, paidOn = "2026-11-20") {
  const body = { amount, paidOn, method: "cash" };
  const answer = await seller.ask("POST", `/invoices/${invoiceId}/payments`, body);
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  return answer.id?.startsWith("pay_") ? answer : data[0];
}
