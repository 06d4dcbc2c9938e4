import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("refunds", () => {
  it("gives back in part and in full, and the customer owes nothing again [R45]", async () => {
    const { seller, invoiceId, paymentId } = await paidInvoice();
    const part = await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 10000 });
    expect(part).toMatchObject({ amount: 32957, amountApplied: 22957, amountRefunded: 10000 });
    expect(part.refunds).toMatchObject([{ amount: 10000, status: "succeeded", reopen: false }]);
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountPaid: 22957,
      amountCredited: 10000,
      amountDue: 0,
    });
    const all = await seller.ask("POST", `/payments/${paymentId}/refunds`, {});
    expect(all).toMatchObject({ amountApplied: 0, amountRefunded: 32957 });
    await app.settle();
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 32957,
    });
    expect(await seller.request("POST", `/payments/${paymentId}/refunds`, {})).toMatchObject({
      status: 409,
      body: { code: "amount_exceeds_refundable" },
    });
    expect(await balances(seller)).toMatchObject({
      Sales: 27997,
      "Tax payable": 4960,
      "Stripe main clearing": -519,
    });
    await expectSoundBooks(app);
  });

  it("makes the invoice due again when that is wanted [R45]", async () => {
    const { seller, invoiceId, paymentId } = await paidInvoice();
    await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 957, reopen: true });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 32000,
      amountCredited: 0,
      amountDue: 957,
    });
    expect(await balances(seller)).toMatchObject({ "Accounts receivable": -32000 });
    await expectSoundBooks(app);
  });

  it("books a refund made in the processor's dashboard once, however often it is told [R45]", async () => {
    const { seller, secretKey, invoiceId, paymentId, intentId } = await paidInvoice();
    await stripeRefund(secretKey, intentId, 5000);
    await app.settle();
    await app.settle();
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 5000,
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountCredited: 5000,
    });
    const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}&kind=refund`);
    expect(mails).toHaveLength(1);
    await expectSoundBooks(app);
  });

  it("gives everything back where it was when a refund fails later [fault 17]", async () => {
    const { seller, invoiceId, paymentId } = await paidInvoice("4000000000005126");
    const before = await seller.ask("GET", `/invoices/${invoiceId}`);
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 20000 });
    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountApplied: 32957,
      amountRefunded: 0,
      refunds: [{ status: "failed", amount: 20000 }],
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      amountPaid: before.amountPaid,
      amountCredited: 0,
      amountDue: 0,
    });
    expect(await balances(seller)).toMatchObject({ "Accounts receivable": -32957 });
    await expectSoundBooks(app);
  });

  it("never refunds twice when the answer got lost [fault 17]", async () => {
    const { seller, connectionId, paymentId, secretKey, intentId } = await paidInvoice();
    app.sandbox.control.fault({ match: "POST /v1/refunds", kind: "timeout_after", times: 3 });
    const lost = await seller.request("POST", `/payments/${paymentId}/refunds`, { amount: 7000 });
    app.sandbox.control.clearFaults();
    expect(lost).toMatchObject({ status: 502, body: { code: "processor_unreachable" } });
    await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 7000,
    });
    expect(await stripeRefunds(secretKey, intentId)).toHaveLength(1);
    await expectSoundBooks(app);
  });

  it("never gives back more than was collected, also when asked twenty times at once [I9]", async () => {
    const { seller, paymentId, secretKey, intentId } = await paidInvoice();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        seller.request("POST", `/payments/${paymentId}/refunds`, { amount: 10000 }),
      ),
    );
    const codes = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(codes.filter((code) => code === 201)).toHaveLength(3);
    expect(codes.filter((code) => code === 409)).toHaveLength(17);
    expect(await stripeRefunds(secretKey, intentId)).toHaveLength(3);
    await expectSoundBooks(app);
  });

  it("keeps refunds out of closed books and records them with the payment, once [R43]", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const page = await pressPay(payLink);
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2099-12-31" });
    await app.sandbox.control.payCheckout(sessionOf(page), { card: "4242424242424242" });
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    expect(data[0]).toMatchObject({ status: "succeeded", recorded: false, amountApplied: 32957 });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    for (const amount of [111, 222])
      await seller.ask("POST", `/payments/${data[0].id}/refunds`, { amount });
    expect(await balances(seller)).toEqual({});

    await seller.ask("PATCH", "/business", { booksLockedThrough: null });
    const on = new Date().toISOString().slice(0, 10);
    expect(await seller.ask("POST", `/payments/${data[0].id}/recording`, { on })).toMatchObject({
      recorded: true,
      recordedOn: on,
    });
    expect(await balances(seller)).toEqual({
      "Accounts receivable": -32957,
      Sales: 283,
      "Tax payable": 50,
      "Stripe main clearing": 32957 - 519 - 333,
      "Stripe main fees": 519,
    });
    expect(await seller.request("POST", `/payments/${data[0].id}/recording`, { on })).toMatchObject(
      {
        status: 409,
        body: { code: "payment_already_recorded" },
      },
    );
    await expectSoundBooks(app);
  });
});

async function paidInvoice(card = "4242424242424242") {
  const seller = await app.seller();
  const { id: connectionId, secretKey } = await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), { card });
  await app.settle();
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const [{ id: paymentId, processorPaymentId: intentId }] = data;
  return { seller, connectionId, secretKey, invoiceId, paymentId, intentId };
}

async function balances(seller: Seller): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances?mode=test");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}

async function stripeRefund(secretKey: string, intentId: string, amount: number): Promise<void> {
  const response = await fetch(`${app.sandbox.url}/v1/refunds`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2026-10-28.endive" },
    body: new URLSearchParams({ payment_intent: intentId, amount: String(amount) }),
  });
  expect(response.status).toBe(200);
}

async function stripeRefunds(secretKey: string, intentId: string): Promise<unknown[]> {
  const response = await fetch(`${app.sandbox.url}/v1/refunds?payment_intent=${intentId}`, {
    headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2026-10-28.endive" },
  });
  const { data } = (await response.json()) as { data: unknown[] };
  return data;
}
