import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
afterEach(() => {
  app.sandbox.control.setSettings({ balanceTransactions: "immediate" });
});

/** Its refunds are accepted, and may be told to have failed afterwards. */
const FAILS_LATER = { card: "4000000000005126" };
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const TODAY = new Date().toISOString().slice(0, 10);

describe("a refund that fails later leaves the books as if it had never been [fault 17]", () => {
  it("also when the books were closed all the while, and the invoice was paid again", async () => {
    const story = await paidStory();
    const { seller, invoiceId, customerId } = story;
    const { url } = await seller.ask("POST", `/invoices/${invoiceId}/pay-links`);
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2099-12-31" });
    const refund = await refundOf(story, { amount: 20_000, reopen: true });
    const again = sessionOf(await pressPay(url));
    await app.sandbox.control.payCheckout(again, { card: "4242424242424242" });
    await app.settle();
    await fail(refund);
    await seller.ask("PATCH", "/business", { booksLockedThrough: null });
    const waiting = (await paymentsOf(story)).find(({ recorded }) => !recorded);
    await seller.ask("POST", `/payments/${waiting.id}/recording`, { on: TODAY });
    await sweepTwice(story);
    expect(await seller.ask("GET", `/customers/${customerId}`)).toMatchObject({
      credit: [{ amount: 20_000, currency: "EUR" }],
    });
    expect(await balancesOf(story)).toMatchObject({
      "Accounts receivable": 0,
      "Customer credit": -20_000,
    });
    await expectSoundBooks(app);
  });

  it("also when the payment itself is recorded only afterwards", async () => {
    const story = await openPaymentPage(app, {}, "live");
    const { seller, invoiceId } = story;
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2099-12-31" });
    await app.sandbox.control.payCheckout(story.sessionId, FAILS_LATER);
    await app.settle();
    const refund = await refundOf(story, { amount: 20_000, reopen: true });
    await seller.ask("PATCH", "/business", { booksLockedThrough: YESTERDAY });
    const cash = { amount: 20_000, paidOn: TODAY, method: "cash" };
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, cash);
    await fail(refund);
    const waiting = (await paymentsOf(story)).find(({ recorded }) => !recorded);
    await seller.ask("POST", `/payments/${waiting.id}/recording`, { on: TODAY });
    await sweepTwice(story);
    expect(await balancesOf(story)).toMatchObject({
      "Accounts receivable": 0,
      "Customer credit": -20_000,
      Cash: 20_000,
    });
    await expectSoundBooks(app);
  });

  it("also when it waited to be told a conversion, and was reopened", async () => {
    app.sandbox.control.setSettings({ balanceTransactions: "held" });
    const story = await paidStory({ currency: "GBP" });
    const { seller } = story;
    const refund = await refundOf(story, { amount: 10_000 });
    const [{ id }] = await paymentsOf(story);
    await seller.ask("POST", `/payments/${id}/reopening`);
    await fail(refund);
    app.sandbox.control.releaseBalanceTransactions();
    await app.settle();
    await sweepTwice(story);
    expect(await seller.ask("GET", `/invoices/${story.invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    await expectSoundBooks(app);
  });

  it("also when it waited to be told a conversion, and was paid again", async () => {
    app.sandbox.control.setSettings({ balanceTransactions: "held" });
    const story = await paidStory({ currency: "GBP" });
    const refund = await refundOf(story, { amount: 20_000, reopen: true });
    const cash = { amount: 20_000, paidOn: YESTERDAY, method: "cash" };
    await story.seller.ask("POST", `/invoices/${story.invoiceId}/payments`, cash);
    await fail(refund);
    app.sandbox.control.releaseBalanceTransactions();
    await app.settle();
    await sweepTwice(story);
    await expectSoundBooks(app);
  });

  it("to the cent of tax, beside another refund", async () => {
    const story = await paidStory();
    const before = await balancesOf(story);
    const first = await refundOf(story, { amount: 5000 });
    await refundOf(story, { amount: 1000 });
    await fail(first);
    const [{ id }] = await paymentsOf(story);
    await story.seller.ask("POST", `/payments/${id}/reopening`);
    const after = await balancesOf(story);
    expect(after["Tax payable"]).toBe(before["Tax payable"]);
    expect(after["Sales"]).toBe(before["Sales"]);
    await expectSoundBooks(app);
  });
});

async function paidStory(invoice: object = {}): Promise<PaymentStory> {
  const story = await openPaymentPage(app, invoice, "live");
  await app.sandbox.control.payCheckout(story.sessionId, FAILS_LATER);
  await app.settle();
  return story;
}

/** Refunds the first payment; answers the refund's id at the processor. */
async function refundOf(story: PaymentStory, body: object): Promise<string> {
  const { id } = (await paymentsOf(story)).at(-1);
  const { refunds } = await story.seller.ask("POST", `/payments/${id}/refunds`, body);
  return refunds.at(-1).processorRefundId;
}

async function fail(refundId: string): Promise<void> {
  app.sandbox.control.settleRefund(refundId, "failed");
  await app.settle();
}

async function sweepTwice({ seller, connectionId }: PaymentStory): Promise<void> {
  const where = { businessId: seller.businessId, connectionId };
  await sweepConnection(app.parts.runtime, where);
  await sweepConnection(app.parts.runtime, where);
}

async function balancesOf({ seller }: PaymentStory): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}
