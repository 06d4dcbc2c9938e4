import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type AdminBrowser,
  askAs,
  faultsOf,
  openAdmin,
  setUpFirstBusiness,
  signIn,
} from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { PUBLISHABLE_KEY } from "#test/support/seller.ts";

// A busy machine may take its time; each step has a limit of its own.
vi.setConfig({ testTimeout: 120_000 });

/** Set to a folder to keep pictures of the settings. */
const PICTURES = process.env["PICTURES"];

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let page: Page;

beforeAll(async () => {
  app = await startTestApp();
  await setUpFirstBusiness(app.url);
  browser = await launchChromium();
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

describe("the payment form in a pop-up", () => {
  it("is chosen in the settings, which say which connection lacks the key for it [R30]", async () => {
    const { id } = await askAs(page, "POST", "/connections", {
      processor: "stripe",
      name: "Stripe main",
      credentials: { secretKey: "sk_test_adminpopup__main" },
    });
    await page.goto(`${app.url}/settings/online-payments`);
    const choice = page.getByRole("combobox", { name: "Payment form" });
    expect(await choice.inputValue()).toBe("On Stripe’s page");
    await choice.click();
    await page.getByRole("option", { name: "In a pop-up" }).click();
    await page.getByText("Not every connection can use the pop-up").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await keepPicture("admin-payment-form");

    await page.getByRole("link", { name: "Stripe main", exact: true }).click();
    await page.getByText("This connection can’t use the pop-up yet").waitFor();
    await keepPicture("admin-connection-without-key");
    const key = page.getByLabel("Publishable key");
    await key.fill("pk_live_51abc");
    await key.blur();
    await page.getByText("One key is for testing and the other is live.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await key.fill(` ${PUBLISHABLE_KEY} `);
    await key.blur();
    await page.getByText("This connection can’t use the pop-up yet").waitFor({ state: "detached" });
    expect(await askAs(page, "GET", `/connections/${id}`)).toMatchObject({
      publishableKey: PUBLISHABLE_KEY,
    });
    await page.getByRole("link", { name: "Online payments", exact: true }).first().click();
    await choice.waitFor();
    expect(await page.getByText("Not every connection").count()).toBe(0);

    const { data } = await askAs<{ data: object[] }>(page, "GET", "/audit?limit=2");
    expect(data).toMatchObject([
      { action: "connection.changed", details: { fields: ["publishableKey"] } },
      { action: "business.changed", details: { fields: ["paymentForm"] } },
    ]);
  });

  it("asks for the key where a connection is made or its keys are replaced", async () => {
    await page.goto(`${app.url}/settings/online-payments`);
    await page.getByRole("button", { name: "Add connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect Stripe" });
    await dialog.getByLabel("Name").fill("Second");
    await dialog.getByLabel("Secret or restricted key").fill("sk_test_adminpopup__second");
    const key = dialog.getByLabel("Publishable key");
    await key.fill("sk_test_adminpopup");
    await dialog.getByRole("button", { name: "Check and connect" }).click();
    await dialog.getByText("must be a publishable key").waitFor();
    await key.fill(PUBLISHABLE_KEY);
    await dialog.getByRole("button", { name: "Check and connect" }).click();
    await dialog.getByText("Key works").waitFor();
    await dialog.getByRole("link", { name: "Open Second" }).click();
    expect(await page.getByLabel("Publishable key").inputValue()).toBe(PUBLISHABLE_KEY);

    await page.getByRole("button", { name: "Replace" }).click();
    await page.getByLabel("New key").fill("sk_live_adminpopup__second");
    await page.getByLabel("Publishable key").last().fill("pk_live_51abc");
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Check and replace" }).click();
    await page.getByText("Live mode").waitFor();
    expect(await page.getByLabel("Publishable key").inputValue()).toBe("pk_live_51abc");
  });
});

async function keepPicture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${PICTURES}/${name}-phone-dark.png` });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 860 });
}
