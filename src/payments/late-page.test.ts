import { afterAll, beforeAll, expect, it } from "vitest";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { closeLatePages } from "./close-sessions.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

it("closes a page that was opened while money was being recorded by hand [I14]", async () => {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  const { db } = app.parts.runtime;
  await transact(db, seller.businessId, (tx) => closeLatePages(tx, seller.businessId, invoiceId));
  await app.settle();
  const late = await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
  expect(late.status).toBe(409);
});
