import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("disputes", () => {
  it("shows and books one that is lost: the seller's loss, the invoice stays paid [R45] [fault 18]", async () => {
    const { seller, invoiceId, payLink, paymentId, intentId } = await paidInvoice();
    const { id } = app.sandbox.control.openDispute(intentId, { reason: "product_not_received" });
    await app.settle();
    const open = await seller.ask("GET", `/payments/${paymentId}`);
    expect(open.dispute).toMatchObject({
      status: "needs_response",
      amount: 32957,
      reason: "product_not_received",
    });
    expect(Date.parse(open.dispute.evidenceDueBy)).toBeGreaterThan(Date.now());
    expect(await balances(seller)).toMatchObject({
      "Disputed payments": 32957,
      "Stripe main fees": 519 + 2000,
    });

    app.sandbox.control.closeDispute(id, "lost");
    await app.settle();
    expect((await seller.ask("GET", `/payments/${paymentId}`)).dispute).toMatchObject({
      status: "lost",
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    expect(await openPage(payLink)).toMatchObject({ status: "paid" });
    expect(await balances(seller)).toMatchObject({
      "Disputed payments": 0,
      "Dispute losses": 32957,
      "Stripe main clearing": -519 - 2000,
    });
    expect(await problems(seller, invoiceId)).toEqual([
      expect.stringContaining("is disputed"),
      expect.stringContaining("was lost"),
    ]);
    await expectSoundBooks(app);
  });

  it("takes the money back into the deposit account when it is won [R45] [fault 18]", async () => {
    const { seller, invoiceId, paymentId, intentId } = await paidInvoice();
    const { id } = app.sandbox.control.openDispute(intentId);
    app.sandbox.control.closeDispute(id, "won");
    await app.settle();
    await app.settle();
    expect((await seller.ask("GET", `/payments/${paymentId}`)).dispute).toMatchObject({
      status: "won",
    });
    const { "Disputed payments": held, "Dispute losses": lost } = await balances(seller);
    expect({ held, lost }).toEqual({ held: 0, lost: undefined });
    const { data: history } = await seller.ask("GET", `/invoices/${invoiceId}/history`);
    const kinds = history.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => kind.startsWith("dispute"))).toEqual([
      "dispute_won",
      "dispute_opened",
    ]);
    await expectSoundBooks(app);
  });

  it("refuses to refund what the payer's bank holds, and allows it during an inquiry [R45]", async () => {
    const held = await paidInvoice();
    app.sandbox.control.openDispute(held.intentId);
    await app.settle();
    expect(
      await held.seller.request("POST", `/payments/${held.paymentId}/refunds`, {}),
    ).toMatchObject({
      status: 409,
      body: { code: "payment_disputed" },
    });
    const asked = await paidInvoice();
    app.sandbox.control.openDispute(asked.intentId, { isInquiry: true });
    await app.settle();
    expect(
      await asked.seller.ask("POST", `/payments/${asked.paymentId}/refunds`, { amount: 100 }),
    ).toMatchObject({
      amountRefunded: 100,
    });
    await expectSoundBooks(app);
  });
});

async function paidInvoice() {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), {
    card: "4242424242424242",
  });
  await app.settle();
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const [{ id: paymentId, processorPaymentId: intentId }] = data;
  return { seller, invoiceId, payLink, paymentId, intentId };
}

async function balances(seller: Seller): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances?mode=test");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}

async function problems(seller: Seller, invoiceId: string): Promise<string[]> {
  const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}&kind=problem`);
  return data.map(({ subject }: { subject: string }) => subject).toReversed();
}
