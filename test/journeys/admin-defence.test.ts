import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type AdminBrowser, faultsOf, openAdmin, signIn } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
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
