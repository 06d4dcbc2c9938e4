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

/** The sandbox settles in euros; the customer pays in pounds. */
const IN_POUNDS = { currency: "GBP" };

describe("a refund in another currency than the processor settles in [R8]", () => {
  it("leaves the deposit account in the currency that Stripe took it from", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    expect(payment).toMatchObject({ currency: "GBP", settlementCurrency: "EUR" });
    await story.seller.ask("POST", `/payments/${payment.id}/refunds`, {});
    const left = await balancesOf(story, "Stripe main clearing");
    expect(left["GBP"] ?? 0).toBe(0);
    expect(left["EUR"]).toBe(-payment.fee);
    await expectSoundBooks(app);
  });

  it("waits for what Stripe took, and is booked when it tells", async () => {
    app.sandbox.control.setSettings({ balanceTransactions: "held" });
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    expect(payment).toMatchObject({ fee: null, settlementCurrency: null });
    await story.seller.ask("POST", `/payments/${payment.id}/refunds`, { amount: 10000 });
    expect(await balancesOf(story, "Stripe main clearing")).toEqual({ GBP: 32957 });
    expect(await story.seller.ask("GET", `/invoices/${story.invoiceId}`)).toMatchObject({
      status: "paid",
      amountCredited: 10000,
    });
    app.sandbox.control.releaseBalanceTransactions();
    await sweep(story);
    await app.settle();
    const [{ net }] = await paymentsOf(story);
    const after = await balancesOf(story, "Stripe main clearing");
    expect(after["GBP"]).toBe(0);
    expect(after["EUR"]).toBeGreaterThan(0);
    expect(after["EUR"]).toBeLessThan(net);
    await expectSoundBooks(app);
  });
});

describe("a currency that the processor converts [R8]", () => {
  it("is told before sending, and not for the one it settles in", async () => {
    const seller = await app.seller();
    await seller.connect();
    const preview = async (currency: string) => {
      const { id: customerId } = await seller.ask("POST", "/customers", { name: "Moreau" });
      const lines = [{ description: "Design", quantity: "1", unitPrice: "100" }];
      const { id } = await seller.ask("POST", "/invoices", { customerId, currency, lines });
      return seller.ask("GET", `/invoices/${id}/send-preview`);
    };
    expect(await preview("GBP")).toMatchObject({ payLink: true, warning: "currency_converted" });
    expect((await preview("EUR")).warning).toBeUndefined();
  });

  it("is learnt from payments where the key may not read the balance", async () => {
    const seller = await app.seller();
    const key = `rk_test_${seller.businessId.slice(4)}__limited`;
    app.sandbox.control.setKey(key, { missing: ["rak_balance_read"] });
    const { id } = await seller.connect("Limited", key);
    const known = async () => (await seller.ask("GET", `/connections/${id}`)).settlementCurrencies;
    expect(await known()).toEqual([]);
    const { payLink } = await seller.sendInvoice(IN_POUNDS);
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();
    expect(await known()).toEqual(["EUR"]);
  });
});

const CARD = { card: "4242424242424242" };

async function paidStory(): Promise<PaymentStory> {
  const story = await openPaymentPage(app, IN_POUNDS);
  await app.sandbox.control.payCheckout(story.sessionId, CARD);
  await app.settle();
  return story;
}

async function sweep({ seller, connectionId }: PaymentStory): Promise<void> {
  const { businessId } = seller;
  await sweepConnection(app.parts.runtime, { businessId, connectionId });
}

/** What stands on an account, by currency. */
async function balancesOf(
  { seller }: PaymentStory,
  account: string,
): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances?mode=test");
  const rows = data.filter(({ name }: { name: string }) => name === account);
  return Object.fromEntries(
    rows.map((row: { currency: string; balance: number }) => [row.currency, row.balance]),
  );
}
