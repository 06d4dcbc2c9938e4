import { mkdirSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accessibilityFaults } from "#test/support/accessibility.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import type { Seller } from "#test/support/seller.ts";

/** Set to a folder to keep a picture of every page on the way. */
const PICTURES = process.env["PICTURES"];

let app: TestApp;
let browser: Browser;
let seller: Seller;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

beforeEach(async () => {
  seller = await app.seller();
  await seller.connect();
  context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 880 },
  });
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && message.location().url.startsWith(app.url))
      complaints.push(message.text());
  });
  return () => context.close();
});

describe("paying in a browser without JavaScript", () => {
  it("makes, sends, pays and prints the receipt of an invoice [R30] [R34]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();

    await page.goto(payLink);
    await expectStatus("payable", "01-payable");
    await page.getByRole("button", { name: /^Pay €329\.57/ }).click();
    await payWith("4242 4242 4242 4242");
    await expectStatus("complete", "02-complete");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(
      "Payment complete",
    );
    await page.getByRole("link", { name: "Print receipt" }).click();
    await expectStatus("receipt", "03-receipt");
    expect(await page.locator("main").textContent()).toContain("R-2");

    await page.goto(payLink);
    await expectStatus("paid", "04-paid");
    expect(await page.getByRole("button", { name: /Pay/ }).count()).toBe(0);
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });
    expect(complaints).toEqual([]);
  });

  it("lets a declined payer try again on the same page and pays once [R32]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();

    await page.goto(payLink);
    await page.getByRole("button", { name: /^Pay/ }).click();
    await payWith("4000 0000 0000 9995");
    await app.settle();
    expect(await paymentsOf(invoiceId)).toMatchObject([
      { status: "failed", failureCode: "insufficient_funds", amountApplied: 0 },
      { status: "started" },
    ]);
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountDue: 32957,
    });

    await page
      .getByRole("link", { name: /cancel|back|return/i })
      .first()
      .click();
    await expectStatus("failed", "05-failed");
    expect(await page.locator("main").textContent()).toContain("wasn’t enough money available");
    await page
      .getByRole("button", { name: /Try again|Pay/ })
      .first()
      .click();
    await payWith("4242 4242 4242 4242");
    await expectStatus("complete", "06-complete-after-decline");
    await app.settle();

    const payments = await paymentsOf(invoiceId);
    expect(payments.filter(({ status }) => status === "succeeded")).toHaveLength(1);
    expect(payments.filter(({ status }) => status === "failed")).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it("passes 3-D Secure, and may fail it first [R32]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();

    await page.goto(payLink);
    await page.getByRole("button", { name: /^Pay/ }).click();
    await payWith("4000 0000 0000 3220");
    await page.getByRole("button", { name: "Fail" }).click();
    await app.settle();
    expect((await paymentsOf(invoiceId))[0]).toMatchObject({ status: "failed" });

    await page.goto(payLink);
    await page.getByRole("button", { name: /^Pay/ }).click();
    await payWith("4000 0000 0000 3220");
    await page.getByRole("button", { name: "Complete" }).click();
    await expectStatus("complete", "07-complete-after-3ds");
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
    expect(complaints).toEqual([]);
  });

  it("says that nothing was charged when the payer leaves the payment page [R30]", async () => {
    const { payLink } = await seller.sendInvoice();
    await page.goto(payLink);
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page
      .getByRole("link", { name: /cancel|back|return/i })
      .first()
      .click();
    await expectStatus("payable", "08-left");
    expect(await page.locator("main").textContent()).toContain("You left the payment page");
  });

  it("says what to do when the processor cannot be reached, and that nothing was started", async () => {
    const { payLink } = await seller.sendInvoice();
    app.sandbox.control.setUnreachable(true);
    try {
      await page.goto(payLink);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await expectStatus("payable", "09-unreachable");
      expect(await page.locator("main").textContent()).toContain("Nothing was started");
    } finally {
      app.sandbox.control.setUnreachable(false);
    }
    await page.getByRole("button", { name: /^Pay/ }).click();
    await payWith("4242 4242 4242 4242");
    await expectStatus("complete", "10-complete-after-outage");
  });

  it("shows void, switched off and not offered invoices each on a page without a way to pay [R36]", async () => {
    const { invoiceId, payLink, viewUrl } = await seller.sendInvoice();
    await seller.ask("PATCH", "/business", { onlinePayments: false });
    await page.goto(payLink);
    await expectStatus("not_offered", "11-not-offered");
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { onlineViewEnabled: false });
    const off = await page.goto(viewUrl);
    expect(off?.status()).toBe(404);
    await expectStatus("not_found", "12-not-found");
    await seller.ask("POST", `/invoices/${invoiceId}/void`);
    await page.goto(payLink);
    await expectStatus("voided", "13-voided");
    expect(await page.getByRole("button", { name: /Pay/ }).count()).toBe(0);
  });
});

/** The page that is shown now: named by its status, without a fault for anyone who needs help. */
async function expectStatus(status: string, picture: string): Promise<void> {
  await page.locator("main[data-status]").waitFor();
  if (PICTURES !== undefined) await takePictures(PICTURES, picture);
  expect(await page.locator("main").getAttribute("data-status")).toBe(status);
  expect(await faultsOf(page.url())).toEqual([]);
}

/** axe needs JavaScript, which the payer's own browser has switched off here. */
async function faultsOf(url: string): Promise<string[]> {
  const checking = await browser.newContext({ bypassCSP: true });
  try {
    const copy = await checking.newPage();
    await copy.setContent(await page.content());
    await copy.addStyleTag({
      url: new URL(
        String(await page.locator("link[rel=stylesheet]").first().getAttribute("href")),
        url,
      ).href,
    });
    return await accessibilityFaults(copy);
  } finally {
    await checking.close();
  }
}

async function takePictures(folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-desktop.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${folder}/${name}-phone-dark.png` });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 880 });
}

async function payWith(card: string): Promise<void> {
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel("Expires").fill("12 / 30");
  await page.getByLabel("Security code").fill("123");
  await page.getByLabel("Name on card").fill("Claire Moreau");
  await page.getByRole("button", { name: /^Pay/ }).click();
}

async function paymentsOf(invoiceId: string): Promise<{ status: string }[]> {
  return (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
}
