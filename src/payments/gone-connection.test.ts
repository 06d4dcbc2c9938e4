import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("connections that are gone or turned down", () => {
  it("shows the void link to a payer who comes back from a page of a former connection [R19]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    await seller.ask("DELETE", `/connections/${id}`);
    expect(await openPage(`${payLink}/return?session=${session}`)).toMatchObject({
      code: 200,
      status: "void_link",
    });
  });

  it("takes the payment elsewhere when a page was left open by a revoked, disconnected key [R18]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    await seller.ask("DELETE", `/connections/${id}`);
    const other = await seller.connect("Second");
    await seller.ask("PATCH", "/business", { onlinePaymentDefault: [other.id] });
    const { url } = await seller.ask("POST", `/invoices/${invoiceId}/pay-links`);
    expect(await pressPay(url)).toContain("cs_test_");
    await expectSoundBooks(app);
  });

  it("lets go of a page that the key replacing a revoked one does not see [R18] [I19]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    await openPage(`${payLink}/return?session=${session}`); // nobody knows: submitted, or not?
    const credentials = { secretKey: "sk_test_anotheraccount__main" };
    await seller.ask("PATCH", `/connections/${id}`, { credentials });

    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    expect(data).toMatchObject([{ status: "canceled" }]);
    expect(await seller.ask("GET", `/connections/${id}`)).toMatchObject({ state: "ready" });
    expect(sessionOf(await pressPay(payLink))).not.toBe(session);
    await expectSoundBooks(app);
  });

  it("records what was paid on a page that was let go when a key sees its account again [R18] [I11]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_letgo__first");
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setKey("sk_test_letgo__first", { isRevoked: true });
    app.sandbox.control.setWebhooks({ drop: 10 });
    await app.sandbox.control.payCheckout(session);
    await seller.ask("POST", `/connections/${id}/check`);
    const use = (secretKey: string) =>
      seller.ask("PATCH", `/connections/${id}`, { credentials: { secretKey } });
    await use("sk_test_elsewhere__main");
    const status = async () => (await seller.ask("GET", `/invoices/${invoiceId}`)).status;
    expect(await status()).toBe("open");
    await use("sk_test_letgo__second");
    await use("sk_test_elsewhere__main");
    app.sandbox.control.setWebhooks({ drop: 0 });
    expect(await status()).toBe("paid");
    await expectSoundBooks(app);
  });

  it("closes a page that was let go unpaid when a key sees its account again [R31]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_unpaid__first");
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setKey("sk_test_unpaid__first", { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    const use = (secretKey: string) =>
      seller.ask("PATCH", `/connections/${id}`, { credentials: { secretKey } });
    await use("sk_test_elsewhere__main");
    await use("sk_test_unpaid__second");
    const { status } = await app.sandbox
      .client("sk_test_unpaid__second")
      .checkout.sessions.retrieve(session);
    expect(status).toBe("expired");
  });

  it("keeps a page that the key replacing a revoked one sees too [R18]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect("Stripe main", "sk_test_rolled__first");
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setKey("sk_test_rolled__first", { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    const credentials = { secretKey: "sk_test_rolled__second" };
    await seller.ask("PATCH", `/connections/${id}`, { credentials });
    expect(sessionOf(await pressPay(payLink))).toBe(session);
  });

  it("waits with another account's key until the payer's bank has answered [R18] [I11]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setSettings({ debits: "held" });
    await app.sandbox.control.payCheckout(session, { iban: "AT611904300234573201" });
    await app.settle();
    const credentials = { secretKey: "sk_test_yetanother__main" };
    const replace = () => seller.request("PATCH", `/connections/${id}`, { credentials });
    expect(await replace()).toMatchObject({ status: 409, body: { code: "payment_under_way" } });

    const { data } = await seller.ask("GET", "/payments");
    app.sandbox.control.settleDebit(data[0].processorPaymentId, "succeeded");
    await app.settle();
    expect(await replace()).toMatchObject({ status: 200 });
    expect(await openPage(payLink)).toMatchObject({ status: "paid" });
  });

  it("records money by hand though the page open at a revoked key cannot be closed [R44]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    const paidOn = new Date().toISOString().slice(0, 10);
    expect(
      await seller.request("POST", `/invoices/${invoiceId}/payments`, {
        amount: 32957,
        paidOn,
        method: "cash",
      }),
    ).toMatchObject({ status: 201 });
    await expectSoundBooks(app);
  });

  it("closes the second page when the money of a page that was let go arrives [R31] [fault 11]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const first = sessionOf(await pressPay(payLink));
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    await seller.ask("POST", `/connections/${id}/check`);
    const other = await seller.connect("Second");
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { onlinePayment: [other.id] });
    await app.settle();
    const second = sessionOf(await pressPay(payLink));
    expect(second).not.toBe(first);
    app.sandbox.control.setKey(secretKey, { isRevoked: false });
    await app.sandbox.control.payCheckout(first, { card: "4242424242424242" });
    await app.settle();
    expect(await openPage(payLink)).toMatchObject({ status: "paid" });
    const late = await app.sandbox.control.payCheckout(second, { card: "4242424242424242" });
    expect(late.status).toBe(409);
    await expectSoundBooks(app);
  });

  it("opens no page for an attempt that is over when its payer comes back [I14]", async () => {
    const seller = await app.seller();
    const { secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const failing = {
      match: "POST /v1/checkout/sessions",
      kind: "stored_500",
      effect: false,
    } as const;
    app.sandbox.control.fault(failing);
    expect(await pressPay(payLink)).toContain("notice=unreachable");
    app.sandbox.control.clearFaults();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    expect(data).toMatchObject([{ status: "failed" }]);
    await openPage(`${payLink}/return?left=${data[0].id}`);
    const response = await fetch(`${app.sandbox.url}/v1/checkout/sessions?limit=10`, {
      headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2026-10-28.endive" },
    });
    expect(await response.json()).toMatchObject({ data: [] });
  });

  it("opens no second page when Stripe opened one, broke off, and then asked for a pause [I14] [fault 23]", async () => {
    const seller = await app.seller();
    const { secretKey } = await seller.connect();
    const { payLink } = await seller.sendInvoice();
    const match = "POST /v1/checkout/sessions";
    app.sandbox.control.fault({ match, kind: "timeout_after", times: 2 });
    app.sandbox.control.fault({ match, kind: "429", times: 3 });
    expect(await pressPay(payLink)).toContain("notice=unreachable");
    app.sandbox.control.clearFaults();
    const session = sessionOf(await pressPay(payLink));
    const { data } = await app.sandbox.client(secretKey).checkout.sessions.list();
    expect(data.map(({ id }) => id)).toEqual([session]);
  });

  it("notices a revoked key while sweeping, and tells the owner [R35]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    await sweepConnection(app.parts.runtime, {
      businessId: seller.businessId,
      connectionId: id,
    }).catch(() => undefined);
    expect(await seller.ask("GET", `/connections/${id}`)).toMatchObject({ state: "broken" });
  });

  it("tells the payer that nobody answered when Stripe goes away between closing and looking [R32]", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    const other = await seller.connect("Second");
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { onlinePayment: [other.id] });
    app.sandbox.control.fault({ match: "GET /v1/checkout/*", kind: "timeout_before", times: 3 });
    const sent = await pressPay(payLink);
    app.sandbox.control.clearFaults();
    expect(sent).toContain("notice=unreachable");
  });
});
