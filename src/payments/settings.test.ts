import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

async function pay(
  seller: Seller,
): Promise<{ page: Awaited<ReturnType<typeof openPage>>; payLink: string; kinds: string[] }> {
  const { payLink, invoiceId } = await seller.sendInvoice();
  const card = { card: "4242424242424242" };
  const paid = await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), card);
  const page = await openPage(String(paid.location));
  await app.settle();
  const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  return { page, payLink, kinds: data.map(({ kind }: { kind: string }) => kind).toSorted() };
}

describe("receipts by mail", () => {
  it("can be switched off: the page still has the receipt, and says nothing of a mail [R34]", async () => {
    const seller = await app.seller();
    await seller.connect();
    expect((await seller.ask("GET", "/business")).receiptMails, "on at first").toBe(true);
    const before = await pay(seller);
    expect(before.kinds).toEqual(["invoice", "payment_notification", "receipt"]);
    expect(before.page.html).toContain("emailed a receipt");

    await seller.ask("PATCH", "/business", { receiptMails: false });
    const after = await pay(seller);
    expect(after.kinds).toEqual(["invoice", "payment_notification"]);
    expect(after.page).toMatchObject({ status: "complete" });
    expect(after.page.html).not.toContain("emailed a receipt");
    expect(await openPage(`${after.payLink}/receipt`)).toMatchObject({ code: 200 });
  });
});

describe("the online page of a new invoice", () => {
  it("is on or off as the business set it; invoices made before stay as they were [R4]", async () => {
    const seller = await app.seller();
    await seller.connect();
    const draft = { currency: "EUR", lines: THREE_LINES };
    const first = await seller.sendInvoice();
    expect(await openPage(first.viewUrl)).toMatchObject({ code: 200 });
    const settings = await seller.ask("PATCH", "/business", { onlineViewDefault: false });
    expect(settings).toMatchObject({ onlineViewDefault: false });

    const second = await seller.ask("POST", "/invoices", {
      ...draft,
      customerId: first.customerId,
    });
    expect(second.onlineViewEnabled).toBe(false);
    await seller.ask("POST", `/invoices/${second.id}/finalize`);
    expect(await openPage(second.viewUrl)).toMatchObject({ code: 404, status: "not_found" });
    const copy = await seller.ask("POST", `/invoices/${first.invoiceId}/duplicate`);
    expect(copy.onlineViewEnabled, "a copy is a new invoice").toBe(false);
    expect(await openPage(first.viewUrl)).toMatchObject({ code: 200 });
    await seller.ask("PATCH", `/invoices/${second.id}`, { onlineViewEnabled: true });
    expect(await openPage(second.viewUrl)).toMatchObject({ code: 200 });

    const sent = await seller.sendInvoice();
    expect(await openPage(sent.payLink), "the pay link works all the same").toMatchObject({
      status: "payable",
    });
    expect(await openPage(sent.viewUrl)).toMatchObject({ code: 404 });
    const elsewhere = await app.seller();
    expect((await elsewhere.ask("GET", "/business")).onlineViewDefault).toBe(true);
  });
});
