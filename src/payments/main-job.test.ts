import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const CARD = { card: "4242424242424242" };

describe("an invoice is made, mailed, paid by card, and right in the books", () => {
  it("settles on the payer's return, before any webhook [R33]", async () => {
    const seller = await app.seller();
    await seller.connect();
    app.sandbox.control.setWebhooks({ drop: 100 });
    const { invoiceId, payLink } = await seller.sendInvoice();
    const paid = await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    const page = await openPage(String(paid.location));
    app.sandbox.control.setWebhooks({ drop: 0 });

    expect(page).toMatchObject({ code: 200, status: "complete", mode: "test" });
    await expectPaidOnce(seller, invoiceId);
  });

  it("settles on the webhook when the payer never comes back [R33]", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();

    await expectPaidOnce(seller, invoiceId);
    expect(await openPage(payLink)).toMatchObject({ status: "paid", mode: "test" });
  });

  it("settles on the sweep when the webhook is lost for ever and nobody returns [fault 5]", async () => {
    const seller = await app.seller();
    const connection = await seller.connect();
    app.sandbox.control.setWebhooks({ drop: 100 });
    const { invoiceId, payLink } = await seller.sendInvoice();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    app.sandbox.control.setWebhooks({ drop: 0 });
    const address = { businessId: seller.businessId, connectionId: connection.id };
    await sweepConnection(app.parts.runtime, address);
    await sweepConnection(app.parts.runtime, address);

    await expectPaidOnce(seller, invoiceId);
  });
});

async function expectPaidOnce(seller: Awaited<ReturnType<TestApp["seller"]>>, invoiceId: string) {
  const invoice = await seller.ask("GET", `/invoices/${invoiceId}`);
  expect(invoice).toMatchObject({
    status: "paid",
    total: 32957,
    amountPaid: 32957,
    amountDue: 0,
    mode: "test",
  });
  const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  expect(payments).toHaveLength(1);
  expect(payments[0]).toMatchObject({
    status: "succeeded",
    amount: 32957,
    amountApplied: 32957,
    fee: 519,
    net: 32438,
    recorded: true,
  });
  const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  expect(mails.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual([
    "invoice",
    "payment_notification",
    "receipt",
  ]);
  const { data: balances } = await seller.ask("GET", "/ledger/balances?mode=test");
  const sum = balances.reduce(
    (total: number, { balance }: { balance: number }) => total + balance,
    0,
  );
  expect(sum).toBe(0);
  const { data: live } = await seller.ask("GET", "/ledger/balances");
  expect(live.find(({ name }: { name: string }) => name === "Accounts receivable").balance).toBe(
    32957,
  );
}
