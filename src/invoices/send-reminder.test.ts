import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage } from "#test/support/payer.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-03-01T12:00:00Z") });
});
afterAll(() => app.stop());

it("reminds of what is still due, says how late it is, and brings a link of its own [R58]", async () => {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice({ dueOn: "2026-03-10" });
  await seller.ask("POST", `/invoices/${invoiceId}/payments`, {
    amount: 10000,
    paidOn: "2026-03-01",
    method: "cash",
  });
  app.clock.now = new Date("2026-03-19T12:00:00Z");

  const reminded = await seller.ask("POST", `/invoices/${invoiceId}/reminders`, {});
  expect(reminded.payLink).not.toBe(payLink);
  expect(await openPage(reminded.payLink)).toMatchObject({ status: "payable" });
  const mail = await seller.ask("GET", `/mails/${reminded.mailId}`);
  expect(mail).toMatchObject({ kind: "reminder", to: ["compta@moreau.example"] });
  expect(mail.text).toContain("9 days overdue");
  expect(mail.text).toContain("€229.57");
  expect(mail.html).toContain("9 days overdue");
});

it("reminds of nothing that is paid, void or a draft [R58]", async () => {
  const seller = await app.seller();
  const { invoiceId, customerId } = await seller.sendInvoice();
  const draft = await seller.ask("POST", "/invoices", { customerId, currency: "EUR", lines: [] });
  const remind = async (id: string) =>
    (await seller.request("POST", `/invoices/${id}/reminders`, {})).body.code;
  expect(await remind(draft.id)).toBe("invoice_not_open");
  const { amountDue: amount } = await seller.ask("GET", `/invoices/${invoiceId}`);
  await seller.ask("POST", `/invoices/${invoiceId}/payments`, {
    amount,
    paidOn: "2026-03-01",
    method: "cash",
  });
  expect(await remind(invoiceId)).toBe("invoice_already_paid");
});
