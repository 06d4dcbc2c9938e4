import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf } from "#test/support/payment-story.ts";
import type { Seller } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const CASH = { amount: 32957, paidOn: "2026-01-31", method: "cash" };

describe("a payment recorded by hand can be reversed [R44]", () => {
  it("and what it paid is due again, its bookings taken back, once", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const { id } = await seller.ask("POST", `/invoices/${invoiceId}/payments`, CASH);
    expect(await openPage(payLink)).toMatchObject({ status: "paid" });
    const reversed = await seller.ask("POST", `/payments/${id}/reversal`);
    expect(reversed).toMatchObject({
      status: "succeeded",
      amountApplied: 0,
      amountRefunded: 32957,
      amountReopenable: 0,
    });
    expect(reversed.reversedAt).not.toBeNull();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 0,
      amountDue: 32957,
    });
    expect(await openPage(payLink)).toMatchObject({ status: "payable" });
    expect(await balances(seller)).toMatchObject({ Cash: 0, "Accounts receivable": 32957 });
    expect(await seller.request("POST", `/payments/${id}/reversal`)).toMatchObject({
      status: 409,
      body: { code: "payment_already_reversed" },
    });
    const { data } = await seller.ask("GET", `/invoices/${invoiceId}/history`);
    expect(data.map(({ kind }: { kind: string }) => kind)).toContain("payment_reversed");
    await expectSoundBooks(app);
  });

  it("with the credit it left and what of it was allocated", async () => {
    const seller = await app.seller();
    const { invoiceId, customerId } = await seller.sendInvoice();
    const more = { ...CASH, amount: 52957, allowCredit: true };
    const { id } = await seller.ask("POST", `/invoices/${invoiceId}/payments`, more);
    const lines = [{ description: "Next", quantity: "1", unitPrice: "150.00" }];
    const draft = { customerId, currency: "EUR", lines };
    const second = await seller.ask("POST", "/invoices", draft);
    await seller.ask("POST", `/invoices/${second.id}/finalize`);
    const part = { invoiceId: second.id, amount: 15000 };
    await seller.ask("POST", `/payments/${id}/allocations`, part);
    await seller.ask("POST", `/payments/${id}/reversal`);
    expect(await seller.ask("GET", `/invoices/${second.id}`)).toMatchObject({ amountDue: 15000 });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ amountDue: 32957 });
    expect(await seller.ask("GET", `/customers/${customerId}`)).toMatchObject({ credit: [] });
    expect(await balances(seller)).toMatchObject({
      Cash: 0,
      "Customer credit": 0,
      "Accounts receivable": 47957,
    });
    await expectSoundBooks(app);
  });

  it("but not on a closed day, and not when a processor collected it", async () => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    const { id } = await seller.ask("POST", `/invoices/${invoiceId}/payments`, CASH);
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2026-12-31" });
    const refused = { status: 409, body: { code: "period_locked" } };
    expect(await seller.request("POST", `/payments/${id}/reversal`)).toMatchObject(refused);
    for (const on of ["2026-01-30", "2099-01-01"]) {
      expect(await seller.request("POST", `/payments/${id}/reversal`, { on })).toMatchObject({
        status: 400,
        body: { errors: [{ path: "on" }] },
      });
    }
    const later = { on: "2027-01-01" };
    const reversed = await seller.ask("POST", `/payments/${id}/reversal`, later);
    expect(reversed).toMatchObject({ amountRefunded: 32957 });

    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, { card: "4242424242424242" });
    await app.settle();
    const [collected] = await paymentsOf(story);
    const path = `/payments/${collected.id}/reversal`;
    expect(await story.seller.request("POST", path)).toMatchObject({
      status: 409,
      body: { code: "payment_not_manual" },
    });
    await expectSoundBooks(app);
  });
});

async function balances(seller: Seller): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}
