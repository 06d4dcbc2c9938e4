import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type AdminBrowser, faultsOf, openAdmin, signIn } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { pngOf } from "#test/support/pictures.ts";
import { sellerAt } from "#test/support/paying-customers.ts";
import type { Seller } from "#test/support/seller.ts";

vi.setConfig({ testTimeout: 120_000 });

const DECLINED = { card: "4000000000000002" };

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let page: Page;
let seller: Seller;

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
  seller = await sellerAt(browser, app.url);
  await seller.connect();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

beforeEach(async () => {
  admin = await openAdmin(browser, app.url);
  page = admin.page;
  await signIn(page, app.url);
  return async () => {
    await admin.close();
    expect(admin.complaints).toEqual([]);
  };
});

async function declineTen(payLink: string): Promise<void> {
  const session = sessionOf(await pressPay(payLink));
  for (let done = 0; done < 10; done += 1) {
    await app.sandbox.control.payCheckout(session, DECLINED);
  }
}

async function seen(name: string): Promise<void> {
  expect(await faultsOf(page), name).toEqual([]);
  const shots = process.env["PICTURES"];
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

describe("a link on which cards are tested", () => {
  it("is told on the payments screen, to the payer, and let be paid again [R56]", async () => {
    const { payLink } = await seller.sendInvoice();
    await declineTen(payLink);
    await app.settle();
    const payer = await browser.newPage({ viewport: { width: 390, height: 780 } });
    await payer.goto(payLink);
    await payer.getByRole("button", { name: /^Pay/ }).click();
    await payer.getByRole("heading", { name: "A short pause, please" }).waitFor();
    expect(await payer.locator("main").getAttribute("data-status")).toBe("too_many");
    expect(await faultsOf(payer)).toEqual([]);
    const shots = process.env["PICTURES"];
    if (shots !== undefined) await payer.screenshot({ path: `${shots}/payer-paused.png` });
    await payer.getByRole("link", { name: "Back to the invoice" }).click();
    await payer.getByRole("button", { name: /^Pay/ }).waitFor();

    await page.goto(`${app.url}/payments`);
    const card = page.getByRole("region", { name: /^Invoice .* is paused$/ });
    await card.getByText("10 declined").waitFor();
    await seen("payments-paused");
    await card.getByRole("button", { name: "Let it be paid again" }).click();
    await card.waitFor({ state: "hidden" });
    await payer.getByRole("button", { name: /^Pay/ }).click();
    await payer.waitForURL(/checkout|\/c\/pay\//);
    await payer.close();
  });
});

describe("a business whose links are attacked", () => {
  it("sees on every screen that payments are paused, and takes them again [attack 45]", async () => {
    for (let count = 0; count < 5; count += 1) {
      await declineTen((await seller.sendInvoice()).payLink);
    }
    await app.settle();
    await page.goto(`${app.url}/customers`);
    const bar = page.getByRole("alert").filter({ hasText: "Online payments are paused until" });
    await bar.waitFor();
    await seen("breaker");
    await page.setViewportSize({ width: 390, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${app.url}/payments`);
    await bar.waitFor();
    await seen("breaker-phone-dark");
    await bar.getByRole("button", { name: "Take payments again" }).click();
    await bar.waitFor({ state: "hidden" });
  });
});

describe("the settings of the business", () => {
  it("take a logo of any size, show it to payers, and take it away again [attack 40]", async () => {
    await page.goto(`${app.url}/settings/business`);
    const card = page.getByRole("region", { name: "Logo" });
    const pixels = Buffer.alloc(700 * (700 * 3 + 1), 90);
    for (let row = 0; row < 700; row += 1) pixels[row * (700 * 3 + 1)] = 0;
    const buffer = pngOf({ width: 700, height: 700, pixels });
    const file = { name: "../../logo.png", mimeType: "image/png", buffer };
    await card.locator("input[type=file]").setInputFiles(file);
    const shown = card.getByRole("img", { name: "Logo of Nordlicht Studio" });
    await shown.waitFor();
    expect(await shown.evaluate((img: HTMLImageElement) => img.naturalHeight)).toBe(96);
    await seen("logo");
    const { payLink } = await seller.sendInvoice();
    const payer = await browser.newPage({ colorScheme: "dark" });
    await payer.goto(payLink);
    const logo = payer.locator("img.picture");
    expect(await logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(96);
    expect(await logo.evaluate((img: HTMLImageElement) => img.clientHeight)).toBeLessThan(50);
    expect(await faultsOf(payer)).toEqual([]);
    const pictures = process.env["PICTURES"];
    if (pictures !== undefined) await payer.screenshot({ path: `${pictures}/payer-logo-dark.png` });
    await payer.close();

    const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    const disguised = { name: "logo.png", mimeType: "image/png", buffer: svg };
    await card.locator("input[type=file]").setInputFiles(disguised);
    await card.getByText("This is not a picture we can read.").waitFor();
    await card.getByRole("button", { name: "Remove" }).click();
    await card.getByRole("button", { name: "Choose a picture" }).waitFor();
    expect((await seller.ask("GET", "/business")).logo).toBeNull();
  });

  it("switch receipts by mail and online pages of new invoices [R4] [R34]", async () => {
    await page.goto(`${app.url}/settings/business`);
    await page.getByRole("switch", { name: "Email a receipt to whoever pays" }).click();
    await page.getByRole("switch", { name: "New invoices have an online page" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await seen("settings");
    const off = { receiptMails: false, onlineViewDefault: false };
    expect(await seller.ask("GET", "/business")).toMatchObject(off);
    await seller.ask("PATCH", "/business", { receiptMails: true, onlineViewDefault: true });
  });

  it("keep no card number that is typed into them, and say so [attack 49]", async () => {
    await page.goto(`${app.url}/settings/business`);
    await page.getByLabel("Registered name").fill("Card 4242 4242 4242 4242");
    await page.getByRole("button", { name: "Save" }).click();
    const bar = page.getByRole("alert").filter({ hasText: "That looked like a card number." });
    await bar.waitFor();
    await seen("masked");
    expect(await page.getByLabel("Registered name").inputValue()).toBe("Card •••• •••• •••• 4242");
    await bar.getByRole("button", { name: "Got it" }).click();
    await bar.waitFor({ state: "hidden" });
  });
});
