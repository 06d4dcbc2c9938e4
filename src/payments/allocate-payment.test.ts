import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { THREE_LINES } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const CARD = { card: "4242424242424242" };

describe("money that an invoice could not use", () => {
  it("is the customer's credit, and one action lets it pay another invoice [R39]", async () => {
    const { seller, customerId, paymentId } = await paidTwice();
    expect(await seller.ask("GET", `/customers/${customerId}`)).toMatchObject({ credit: [] });
    const second = await nextInvoice(seller, customerId);
    const allocated = await seller.ask("POST", `/payments/${paymentId}/allocations`, {
      invoiceId: second.id,
      amount: 20000,
    });
    expect(allocated).toMatchObject({ amountApplied: 20000, amountUnapplied: 12957 });
    expect(await seller.ask("GET", `/invoices/${second.id}`)).toMatchObject({
      status: "open",
      amountPaid: 20000,
      amountDue: 12957,
    });
    await seller.ask("POST", `/payments/${paymentId}/allocations`, {
      invoiceId: second.id,
      amount: 12957,
    });
    expect(await seller.ask("GET", `/invoices/${second.id}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    await expectSoundBooks(app);
  });

  it("goes back from where it was used last when it is refunded [R39] [R45]", async () => {
    const { seller, customerId, paymentId, invoiceId } = await paidTwice();
    const second = await nextInvoice(seller, customerId);
    await seller.ask("POST", `/payments/${paymentId}/allocations`, {
      invoiceId: second.id,
      amount: 30000,
    });
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, {
      amount: 10000,
      reopen: true,
    });
    expect(refunded).toMatchObject({
      amountUnapplied: 0,
      amountApplied: 22957,
      amountRefunded: 10000,
    });
    expect(await seller.ask("GET", `/invoices/${second.id}`)).toMatchObject({
      amountPaid: 22957,
      amountDue: 10000,
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    await expectSoundBooks(app);
  });

  it("is kept when a refund fails after the customer paid again [fault 17]", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), {
      card: "4000000000005126",
    });
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    const refunded = await seller.ask("POST", `/payments/${data[0].id}/refunds`, { reopen: true });
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountPaid: 32957,
    });

    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    expect(await seller.ask("GET", `/payments/${data[0].id}`)).toMatchObject({
      amountApplied: 0,
      amountUnapplied: 32957,
      amountRefunded: 0,
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountPaid: 32957,
      amountDue: 0,
    });
    await expectSoundBooks(app);
  });

  it("is refused where it does not fit, and nothing moves", async () => {
    const { seller, customerId, paymentId, invoiceId } = await paidTwice();
    const other = await seller.sendInvoice();
    const mine = await nextInvoice(seller, customerId);
    const allocate = (body: object) =>
      seller.request("POST", `/payments/${paymentId}/allocations`, body);
    expect(await allocate({ invoiceId: other.invoiceId, amount: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "invoiceId" }] },
    });
    expect(await allocate({ invoiceId, amount: 1 })).toMatchObject({
      status: 409,
      body: { code: "invoice_already_paid" },
    });
    expect(await allocate({ invoiceId: mine.id, amount: 32958 })).toMatchObject({
      status: 409,
      body: { code: "amount_exceeds_unapplied" },
    });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountUnapplied: 32957,
    });
  });
});

/** The invoice was paid by hand while the payer was on the page, and the payer paid all the same. */
async function paidTwice() {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, customerId, payLink } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  await seller.ask("POST", `/invoices/${invoiceId}/payments`, {
    amount: 32957,
    paidOn: "2026-01-02",
    method: "bank_transfer",
  });
  await app.sandbox.control.payCheckout(session, { ...CARD, force: true });
  await app.settle();
  expect(await openPage(payLink)).toMatchObject({ status: "paid" });
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}&status=succeeded`);
  const late = data.find(({ processor }: { processor: string }) => processor === "stripe");
  expect(late).toMatchObject({ amountApplied: 0, amountUnapplied: 32957 });
  const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}&kind=problem`);
  expect(mails[0].subject).toContain("was paid twice");
  return { seller, customerId, invoiceId, paymentId: late.id };
}

async function nextInvoice(seller: Awaited<ReturnType<TestApp["seller"]>>, customerId: string) {
  const draft = await seller.ask("POST", "/invoices", {
    customerId,
    currency: "EUR",
    lines: THREE_LINES,
  });
  return seller.ask("POST", `/invoices/${draft.id}/finalize`);
}
