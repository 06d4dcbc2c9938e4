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

describe("what happens while the books are closed", () => {
  it("books a refund's failure once they are open again [R43] [fault 17]", async () => {
    const { seller, connectionId, paymentId } = await paidInvoice("4000000000005126");
    const before = await balances(seller);
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 20000 });
    await closeBooks(seller, "2099-12-31");
    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    await closeBooks(seller, null);
    await sweep(seller, connectionId);
    await sweep(seller, connectionId);
    expect(await balances(seller)).toEqual(before);
    await expectSoundBooks(app);
  });

  it("books the failure of a refund whose invoice was paid again meanwhile [R43] [fault 17]", async () => {
    const { seller, connectionId, paymentId, invoiceId } = await paidInvoice("4000000000005126");
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, { reopen: true });
    const { url } = await seller.ask("POST", `/invoices/${invoiceId}/pay-links`);
    const session = sessionOf(await pressPay(url));
    await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
    await app.settle();
    await closeBooks(seller, "2099-12-31");
    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    await closeBooks(seller, null);
    await sweep(seller, connectionId);
    expect(await balances(seller)).toMatchObject({
      "Accounts receivable": -32957,
      "Customer credit": -32957,
    });
    await expectSoundBooks(app);
  });

  it("books a dispute's loss once they are open again [R43] [fault 18]", async () => {
    const { seller, connectionId, intentId } = await paidInvoice();
    const dispute = app.sandbox.control.openDispute(intentId);
    await app.settle();
    await closeBooks(seller, "2099-12-31");
    app.sandbox.control.closeDispute(dispute.id, "lost");
    await app.settle();
    await closeBooks(seller, null);
    await sweep(seller, connectionId);
    expect(await balances(seller)).toMatchObject({ "Dispute losses": 32957 });
    await expectSoundBooks(app);
  });

  it.each([true, false])(
    "leaves the books sound at every moment, whether a refund reopens the invoice (%s) or not [R43]",
    async (reopen) => {
      const { seller, connectionId, paymentId } = await paidInvoice("4000000000005126", "live");
      await closeBooks(seller, "2099-12-31");
      const refund = { amount: 10000, reopen };
      const { refunds } = await seller.ask("POST", `/payments/${paymentId}/refunds`, refund);
      await expectSoundBooks(app);
      await closeBooks(seller, null);
      await sweep(seller, connectionId);
      await expectSoundBooks(app);
      await closeBooks(seller, "2099-12-31");
      app.sandbox.control.settleRefund(refunds[0].processorRefundId, "failed");
      await app.settle();
      await expectSoundBooks(app);
      await closeBooks(seller, null);
      await sweep(seller, connectionId);
      await expectSoundBooks(app);
    },
  );

  it("leaves the books sound when a payment that is not in them is given back [R43]", async () => {
    const seller = await app.seller();
    await seller.connect("Stripe", `sk_live_${seller.businessId.slice(4)}__main`);
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    await closeBooks(seller, "2099-12-31");
    await app.sandbox.control.payCheckout(session, {});
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    await seller.ask("POST", `/payments/${data[0].id}/refunds`, {});
    await expectSoundBooks(app);
    await closeBooks(seller, null);
    const on = new Date().toISOString().slice(0, 10);
    await seller.ask("POST", `/payments/${data[0].id}/recording`, { on });
    await expectSoundBooks(app);
  });
});

async function closeBooks(seller: Seller, through: string | null): Promise<void> {
  await seller.ask("PATCH", "/business", { booksLockedThrough: through });
}

async function sweep({ businessId }: Seller, connectionId: string): Promise<void> {
  await sweepConnection(app.parts.runtime, { businessId, connectionId });
}

async function paidInvoice(card = "4242424242424242", mode: "test" | "live" = "test") {
  const seller = await app.seller();
  const key = `sk_${mode}_${seller.businessId.slice(4)}__main`;
  const { id: connectionId, secretKey } = await seller.connect("Stripe main", key);
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
    data
      .filter(({ balance }: { balance: number }) => balance !== 0)
      .map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}
