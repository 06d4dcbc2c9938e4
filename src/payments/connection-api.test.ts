import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const CARD = { card: "4242424242424242" };

describe("going live", () => {
  it("keeps links, clears test payments, and the invoice is due again [R15]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_golive1");
    const { invoiceId, payLink } = await seller.sendInvoice();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();
    expect(await openPage(payLink)).toMatchObject({ status: "paid", mode: "test" });

    const live = await seller.ask("PATCH", `/connections/${id}`, {
      credentials: { secretKey: "sk_live_golive1" },
    });
    expect(live).toMatchObject({ mode: "live", state: "ready", webhook: { state: "active" } });
    expect(await openPage(payLink)).toMatchObject({ status: "payable", mode: "live" });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 0,
      amountDue: 32957,
      mode: "live",
    });
    const { data: cleared } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    expect(cleared).toMatchObject([
      { mode: "test", status: "succeeded", amountApplied: 0, clearedAt: expect.any(String) },
    ]);
    const { data: left } = await seller.ask("GET", "/ledger/balances?mode=test");
    expect(left.every(({ balance }: { balance: number }) => balance === 0)).toBe(true);

    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      mode: "live",
    });
    await expectSoundBooks(app);
  });

  it("opens no live page for a test attempt whose answer was lost [R15] [I14]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_golive9");
    const { payLink } = await seller.sendInvoice();
    const lost = { match: "POST /v1/checkout/sessions", kind: "timeout_before", times: 3 } as const;
    app.sandbox.control.fault(lost);
    await pressPay(payLink);
    app.sandbox.control.clearFaults();
    app.sandbox.control.setKey("sk_test_golive9", { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    const credentials = { secretKey: "sk_live_golive9" };
    await seller.ask("PATCH", `/connections/${id}`, { credentials });

    const opened = sessionOf(await pressPay(payLink));
    const { data } = await app.sandbox.client("sk_live_golive9").checkout.sessions.list();
    expect(data.map((session) => session.id)).toEqual([opened]);
  });

  it("closes the pages that are open with the test key first [R15] [I14]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_golive2");
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    await seller.ask("PATCH", `/connections/${id}`, {
      credentials: { secretKey: "sk_live_golive2" },
    });
    const late = await app.sandbox.control.payCheckout(session, CARD);
    expect(late.status).toBe(409);
    expect(await pressPay(payLink)).toContain("cs_live_");
  });

  it("changes nothing when an open page cannot be closed", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_golive3");
    const { payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    app.sandbox.control.fault({
      match: "POST /v1/checkout/sessions/:id/expire",
      kind: "timeout_before",
      times: 9,
    });
    const answer = await seller.request("PATCH", `/connections/${id}`, {
      credentials: { secretKey: "sk_live_golive3" },
    });
    app.sandbox.control.clearFaults();
    expect(answer).toMatchObject({ status: 502, body: { code: "processor_unreachable" } });
    expect(await seller.ask("GET", `/connections/${id}`)).toMatchObject({
      mode: "test",
      state: "ready",
    });
  });
});

describe("disconnecting", () => {
  it("tells what it would do, voids its links for good and leaves no dangling choice [R19]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { invoiceId, customerId, payLink, viewUrl } = await seller.sendInvoice();
    await seller.ask("PATCH", `/customers/${customerId}`, { onlinePayment: [id] });
    await pressPay(payLink);
    expect(await seller.ask("GET", `/connections/${id}/disconnect-preview`)).toEqual({
      payLinks: 1,
      openSessions: 1,
      invoices: 1,
      customers: 1,
    });

    await seller.ask("DELETE", `/connections/${id}`);
    expect(await seller.ask("GET", `/connections/${id}`)).toMatchObject({
      state: "disconnected",
      name: "Stripe main",
    });
    expect(await openPage(payLink)).toMatchObject({ status: "void_link" });
    expect(await openPage(viewUrl)).toMatchObject({ status: "not_offered" });
    expect(await seller.ask("GET", "/business")).toMatchObject({ onlinePaymentDefault: "none" });
    expect(await seller.ask("GET", `/customers/${customerId}`)).toMatchObject({
      onlinePayment: "none",
    });
    expect((await openPage(payLink)).html).not.toContain("329.57");

    const again = await seller.connect("Stripe main", secretKey);
    expect(again.id).not.toBe(id);
    expect(await openPage(payLink)).toMatchObject({ status: "void_link" });
    expect(
      await seller.request("PATCH", `/connections/${id}`, { credentials: { secretKey } }),
    ).toMatchObject({ status: 409, body: { code: "connection_disconnected" } });
    await seller.ask("PATCH", `/customers/${customerId}`, { onlinePayment: [again.id] });
    const { payLink: fresh } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    expect(await openPage(fresh)).toMatchObject({ status: "payable" });
  });

  it("waits for a debit whose result is not there yet [R19] [I19]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    app.sandbox.control.setSettings({ debits: "held" });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), {
      iban: "AT611904300234573201",
    });
    await app.settle();
    const [debit] = (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
    expect(debit).toMatchObject({ status: "processing" });
    expect(await seller.request("DELETE", `/connections/${id}`)).toMatchObject({
      status: 409,
      body: { code: "payment_under_way", payments: [debit.id] },
    });
    app.sandbox.control.settleDebit(debit.processorPaymentId, "succeeded");
    await app.settle();
    expect((await seller.request("DELETE", `/connections/${id}`)).status).toBe(204);
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
  });

  it("records what was paid in between before the keys are wiped [fault 16]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    app.sandbox.control.setWebhooks({ drop: 100 });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await seller.ask("DELETE", `/connections/${id}`);
    app.sandbox.control.setWebhooks({ drop: 0 });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountPaid: 32957,
    });
    await expectSoundBooks(app);
  });
});
