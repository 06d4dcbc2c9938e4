import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("refunds whose way is not straight", () => {
  it("gives back less than the smallest charge [R45]", async () => {
    const { seller, paymentId } = await paidInvoice();
    expect(
      await seller.request("POST", `/payments/${paymentId}/refunds`, { amount: 10 }),
    ).toMatchObject({ status: 201, body: { amountRefunded: 10 } });
    await expectSoundBooks(app);
  });

  it("does not refund twice when the same request comes again after no answer [R54] [fault 8]", async () => {
    const { seller, connectionId, paymentId, secretKey, intentId } = await paidInvoice();
    const ask = () =>
      seller.request(
        "POST",
        `/payments/${paymentId}/refunds`,
        { amount: 7000 },
        { "idempotency-key": "refund-7000" },
      );
    app.sandbox.control.fault({ match: "POST /v1/refunds", kind: "timeout_after", times: 3 });
    expect(await ask()).toMatchObject({ status: 502 });
    app.sandbox.control.clearFaults();
    await ask();
    await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });
    await ask();
    expect(await stripeRefunds(secretKey, intentId)).toHaveLength(1);
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 7000,
    });
    await expectSoundBooks(app);
  });

  it("tells of a refund of Stripe's dashboard that had failed before anybody looked [fault 17]", async () => {
    const { seller, connectionId, paymentId, secretKey, intentId } = await paidInvoice();
    app.sandbox.control.setWebhooks({ drop: 1000 });
    const { id } = await app.sandbox.client(secretKey).refunds.create({ payment_intent: intentId });
    app.sandbox.control.settleRefund(id, "failed");
    await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });
    app.sandbox.control.setWebhooks({ drop: 0 });

    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 0,
      refunds: [{ processorRefundId: id, status: "failed" }],
    });
    await expectSoundBooks(app);
  });

  it("does not refund twice when Stripe took it and the look afterwards failed [R54] [fault 8]", async () => {
    const { seller, paymentId, secretKey, intentId } = await paidInvoice();
    const ask = () =>
      seller.request(
        "POST",
        `/payments/${paymentId}/refunds`,
        { amount: 7000 },
        { "idempotency-key": "refund-7000" },
      );
    app.sandbox.control.fault({ match: "GET /v1/checkout/*", kind: "timeout_before", times: 3 });
    await ask();
    app.sandbox.control.clearFaults();
    await ask();
    await app.settle();
    expect(await stripeRefunds(secretKey, intentId)).toHaveLength(1);
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 7000,
    });
  });

  it("finds a refund that Stripe made and answered with a stored 500 [fault 9]", async () => {
    const { seller, connectionId, paymentId } = await paidInvoice();
    app.sandbox.control.fault({ match: "POST /v1/refunds", kind: "stored_500", times: 1 });
    await seller.request("POST", `/payments/${paymentId}/refunds`, { amount: 7000 });
    app.sandbox.control.clearFaults();
    await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 7000,
      refunds: [{ status: "succeeded" }],
    });
  });

  it("reserves nothing when the connection is gone [R19]", async () => {
    const { seller, connectionId, paymentId } = await paidInvoice();
    await seller.ask("DELETE", `/connections/${connectionId}`);
    expect(
      await seller.request("POST", `/payments/${paymentId}/refunds`, { amount: 7000 }),
    ).toMatchObject({ status: 409, body: { code: "connection_disconnected" } });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({ refunds: [] });
  });
});

async function paidInvoice() {
  const seller = await app.seller();
  const { id: connectionId, secretKey } = await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
  await app.settle();
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const [{ id: paymentId, processorPaymentId: intentId }] = data;
  return { seller, connectionId, secretKey, invoiceId, paymentId, intentId };
}

async function stripeRefunds(secretKey: string, intentId: string): Promise<unknown[]> {
  const response = await fetch(`${app.sandbox.url}/v1/refunds?payment_intent=${intentId}`, {
    headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2026-10-28.endive" },
  });
  const { data } = (await response.json()) as { data: unknown[] };
  return data;
}
