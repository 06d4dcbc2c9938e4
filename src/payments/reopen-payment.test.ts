import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("what was settled without money can be made due again", () => {
  it("is due again after a refund that a credit had settled, once, with its tax [R45]", async () => {
    const { seller, invoiceId, payLink, paymentId } = await paidStory();
    await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 10000 });
    await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 3333 });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountReopenable: 13333,
    });
    const reopened = await seller.ask("POST", `/payments/${paymentId}/reopening`);
    expect(reopened).toMatchObject({
      amountApplied: 19624,
      amountRefunded: 13333,
      amountReopenable: 0,
      refunds: [{ reopen: true }, { reopen: true }],
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountCredited: 0,
      amountDue: 13333,
    });
    expect(await openPage(payLink)).toMatchObject({ status: "payable" });
    expect(await balances(seller)).toMatchObject({
      Sales: 0,
      "Tax payable": 0,
      "Accounts receivable": -19624,
    });
    expect(await seller.request("POST", `/payments/${paymentId}/reopening`)).toMatchObject({
      status: 409,
      body: { code: "nothing_to_reopen" },
    });
    expect(await kindsOf(seller, invoiceId)).toContain("reopened");
    await expectSoundBooks(app);
  });

  it("is due again after a lost dispute: a receivable instead of a loss [R45] [fault 18]", async () => {
    const { seller, invoiceId, paymentId, intentId } = await paidStory();
    const { id } = app.sandbox.control.openDispute(intentId);
    await app.settle();
    const { data: disputed } = await seller.ask("GET", "/payments?disputed=true");
    expect(disputed).toMatchObject([{ id: paymentId, dispute: { status: "needs_response" } }]);
    const early = await seller.request("POST", `/payments/${paymentId}/reopening`);
    expect(early).toMatchObject({ status: 409, body: { code: "nothing_to_reopen" } });
    app.sandbox.control.closeDispute(id, "lost");
    await app.settle();
    const reopened = await seller.ask("POST", `/payments/${paymentId}/reopening`);
    expect(reopened).toMatchObject({ amountApplied: 0, amountRefunded: 32957 });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 0,
      amountDue: 32957,
    });
    const { "Dispute losses": losses, "Accounts receivable": due } = await balances(seller);
    expect({ losses, due }).toEqual({ losses: 0, due: 0 });
    await expectSoundBooks(app);
  });

  it("is undone by a refund that fails afterwards: nobody owes what was paid [fault 17]", async () => {
    const { seller, invoiceId, paymentId } = await paidStory("4000000000005126");
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 20000 });
    await seller.ask("POST", `/payments/${paymentId}/reopening`);
    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountPaid: 32957,
      amountCredited: 0,
      amountDue: 0,
    });
    expect(await balances(seller)).toMatchObject({
      Sales: 0,
      "Tax payable": 0,
      "Accounts receivable": -32957,
    });
    await expectSoundBooks(app);
  });

  it("is the customer's credit when it was paid again and the dispute is won after all [fault 18]", async () => {
    const story = await paidStory();
    const { seller, invoiceId, paymentId, intentId } = story;
    const { id } = app.sandbox.control.openDispute(intentId);
    app.sandbox.control.closeDispute(id, "lost");
    await app.settle();
    await seller.ask("POST", `/payments/${paymentId}/reopening`);
    const cash = { amount: 20000, paidOn: "2026-01-31", method: "cash" };
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, cash);
    app.sandbox.control.closeDispute(id, "won");
    await app.settle();
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountApplied: 12957,
      amountUnapplied: 20000,
      amountRefunded: 0,
      dispute: { status: "won" },
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    const { data: unapplied } = await seller.ask("GET", "/payments?unapplied=true");
    expect(unapplied).toMatchObject([{ id: paymentId }]);
    const held = await balances(seller);
    expect(held["Dispute losses"]).toBe(0);
    expect(held["Disputed payments"]).toBe(0);
    expect(held["Customer credit"]).toBe(-20000);
    await expectSoundBooks(app);
  });

  it("waits for open books, and for the payment to be in them [R42]", async () => {
    const { seller, paymentId } = await paidStory();
    await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 10000 });
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2026-12-31" });
    expect(await seller.request("POST", `/payments/${paymentId}/reopening`)).toMatchObject({
      status: 409,
      body: { code: "period_locked" },
    });
    await seller.ask("PATCH", "/business", { booksLockedThrough: null });
    await seller.ask("POST", `/payments/${paymentId}/reopening`);
    await expectSoundBooks(app);
  });
});

async function paidStory(card = "4242424242424242") {
  const story = await openPaymentPage(app);
  await app.sandbox.control.payCheckout(story.sessionId, { card });
  await app.settle();
  const [{ id: paymentId, processorPaymentId: intentId }] = await paymentsOf(story);
  return { ...story, paymentId, intentId };
}

async function balances(seller: PaymentStory["seller"]): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances?mode=test");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}

async function kindsOf(seller: PaymentStory["seller"], invoiceId: string): Promise<string[]> {
  const { data } = await seller.ask("GET", `/invoices/${invoiceId}/history`);
  return data.map(({ kind }: { kind: string }) => kind);
}
