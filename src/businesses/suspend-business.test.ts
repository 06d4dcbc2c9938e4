import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { setSuspended } from "./suspend-business.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

it("closes a suspended business's pages, records what arrives, and goes on afterwards [R51]", async () => {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, payLink, viewUrl } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  await setSuspended(app.parts.runtime, seller.businessId, true);

  for (const link of [payLink, viewUrl]) {
    const page = await openPage(link);
    expect(page).toMatchObject({ code: 503, status: "suspended" });
    expect(page.html).not.toContain("329.57");
  }
  expect(await pressPay(payLink)).toBe(payLink);
  expect((await openPage(`${payLink}/pdf`)).code).toBe(404);
  expect(await seller.ask("GET", "/business")).toMatchObject({ serviceState: "suspended" });
  await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
  await app.settle();
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });

  await setSuspended(app.parts.runtime, seller.businessId, false);
  expect(await openPage(payLink)).toMatchObject({ code: 200, status: "paid" });
});
