import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signIn } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { sellerAt } from "#test/support/paying-customers.ts";
import type { Seller } from "#test/support/seller.ts";

vi.setConfig({ testTimeout: 120_000 });

const CARD = { card: "4242424242424242" };

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let seller: Seller;
/** Hosts other than ours that a page asked for anything, since it was last looked. */
let strangers: string[];

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
  seller = await sellerAt(browser, app.url);
  // The content policy would stop such requests unseen: here it is what the pages ask for that counts.
  context = await browser.newContext({ bypassCSP: true });
  strangers = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== app.url && url.protocol.startsWith("http")) strangers.push(url.origin);
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

/** Opens an address, waits until nothing more is loaded, and answers whom else it asked. */
async function strangersAt(url: string): Promise<string[]> {
  strangers = [];
  await page.goto(url, { waitUntil: "networkidle" });
  return strangers;
}

/** The same for a mail's HTML, as a program that loads every image would show it. */
async function strangersIn(html: string): Promise<string[]> {
  strangers = [];
  await page.setContent(html, { waitUntil: "networkidle" });
  return strangers;
}

describe("no page asks anybody but us [attack 50]", () => {
  it("when a payer reads, prints and comes back; the processor hears of Pay alone", async () => {
    const connection = await seller.connect();
    const paid = await seller.sendInvoice();
    expect(await strangersAt(paid.payLink)).toEqual([]);
    strangers = [];
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.waitForURL(`${app.sandbox.url}/**`);
    expect(new Set(strangers)).toEqual(new Set([app.sandbox.url]));
    const done = await app.sandbox.control.payCheckout(sessionOf(page.url()), CARD);
    expect(await strangersAt(String(done.location))).toEqual([]);
    await app.settle();
    const open = await seller.sendInvoice();
    const declined = sessionOf(await pressPay(open.payLink));
    await app.sandbox.control.payCheckout(declined, { card: "4000000000000002" });
    const stopped = await seller.sendInvoice();
    await seller.ask("POST", `/invoices/${stopped.invoiceId}/void`);
    for (const url of [
      paid.payLink,
      paid.viewUrl,
      `${paid.payLink}/receipt`,
      `${open.payLink}/return`,
      stopped.payLink,
      `${app.url}/p/${"0".repeat(32)}`,
      `${app.url}/nothing/here`,
    ]) {
      expect([url, ...(await strangersAt(url))]).toEqual([url]);
    }
    await seller.ask("DELETE", `/connections/${connection.id}`);
    expect(await strangersAt(open.payLink)).toEqual([]);
  });

  it("when the form is in a pop-up: Stripe is not asked before Pay is pressed", async () => {
    await seller.connectForPopup();
    await seller.ask("PATCH", "/business", { onlinePayments: true });
    const { data } = await seller.ask("GET", "/connections");
    const ready = data.filter(({ state }: { state: string }) => state === "ready");
    await seller.ask("PATCH", "/business", { onlinePaymentDefault: [ready[0].id] });
    const { payLink } = await seller.sendInvoice();
    expect(await strangersAt(payLink)).toEqual([]);
    strangers = [];
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.frameLocator("dialog iframe").getByLabel("Card number").waitFor();
    expect(new Set(strangers)).toEqual(new Set([app.sandbox.url]));
  });

  it("when a seller works: every screen of the admin", async () => {
    await signIn(page, app.url);
    const { data: invoices } = await seller.ask("GET", "/invoices");
    const { data: payments } = await seller.ask("GET", "/payments");
    const { data: mails } = await seller.ask("GET", "/mails");
    const { data: connections } = await seller.ask("GET", "/connections");
    for (const path of [
      "/",
      "/invoices",
      "/invoices/draft",
      `/invoices/${invoices[0].id}`,
      "/payments",
      `/payments?payment=${payments[0].id}`,
      "/customers",
      "/books",
      "/mails",
      `/mails?mail=${mails[0].id}`,
      "/settings/business",
      "/settings/online-payments",
      `/settings/online-payments/${connections[0].id}`,
      "/settings/audit-log",
    ]) {
      expect([path, ...(await strangersAt(`${app.url}${path}`))]).toEqual([path]);
    }
  });

  it("when a mail is read, with every image loaded", async () => {
    const { data: mails } = await seller.ask("GET", "/mails?limit=100");
    const kinds = new Set<string>();
    for (const { id, kind } of mails) {
      const { html } = await seller.ask("GET", `/mails/${id}`);
      kinds.add(kind);
      expect([kind, ...(await strangersIn(html))]).toEqual([kind]);
    }
    expect([...kinds]).toEqual(
      expect.arrayContaining(["invoice", "receipt", "payment_notification"]),
    );
  });
});
