import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdminBrowser, askAs, faultsOf, openAdmin, OWNER } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
  admin = await openAdmin(browser, app.url);
});
afterAll(async () => {
  await admin.close();
  await browser.close();
  await app.stop();
});

describe("the first run", () => {
  it("goes from an empty server to an invoice that was paid online", async () => {
    const { page } = admin;
    await page.goto(app.url);

    await page.getByRole("heading", { name: "Your business" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel("Business name").fill("Nordlicht Studio");
    await page.getByRole("combobox", { name: "Country" }).fill("Germ");
    await page.getByRole("option", { name: "Germany" }).click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Time zone" }).inputValue())
      .toBe("Europe/Berlin");
    await page.getByLabel("Your name").fill(OWNER.name);
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Must have at least 10 characters.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("heading", { name: "Get paid online" }).waitFor();
    await page.getByLabel("Stripe secret or restricted key").fill("sk_test_51FirstRun0001");
    await page.getByRole("button", { name: "Check and connect" }).click();
    for (const line of ["Key works", "All permissions granted", "Webhook is active"]) {
      await page.getByText(line).waitFor();
    }
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "Write my first invoice" }).click();

    await writeInvoice();
    const payLink = await sendInvoice();
    await pay(payLink);
    await app.settle();

    await page.goto(`${app.url}/invoices`);
    const row = page.getByRole("row", { name: /Atelier Moreau/ });
    await row.getByText("Paid", { exact: true }).waitFor();
    await row.getByText("Test", { exact: true }).waitFor();
    await row.getByRole("link").click();
    await page.getByText("Visa, ends in 4242").waitFor();
    expect(await page.getByRole("region", { name: "History" }).textContent()).toContain(
      "€285.60 paid",
    );
    expect(await faultsOf(page)).toEqual([]);
    expect(admin.complaints).toEqual([]);
  }, 120_000);

  it("is followed by money given back, after which the customer owes nothing", async () => {
    const { page } = admin;
    await page.goto(`${app.url}/payments`);
    await page.getByRole("link", { name: "Atelier Moreau" }).click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    await drawer.getByRole("button", { name: "Refund" }).click();
    const dialog = page.getByRole("dialog", { name: "Refund Atelier Moreau" });
    await dialog.getByLabel("Amount (EUR)").fill("300");
    await dialog.getByRole("button", { name: "Refund €300.00" }).click();
    await dialog.getByText("Enter an amount up to €285.60.").waitFor();
    await dialog.getByLabel("Amount (EUR)").fill("100");
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Refund €100.00" }).click();
    await dialog.waitFor({ state: "hidden" });
    await drawer.getByRole("list", { name: "Refunds" }).getByText("−€100.00").waitFor();
    const invoices = await askAs<{ data: { status: string; amountDue: number }[] }>(
      page,
      "GET",
      "/invoices?status=paid",
    );
    expect(invoices.data).toMatchObject([{ status: "paid", amountDue: 0 }]);
    expect(admin.complaints).toEqual([]);
  }, 120_000);

  it("is followed by closing the books, which stops Pay buttons but not invoices", async () => {
    const { page } = admin;
    const { data } = await askAs<{ data: { id: string }[] }>(page, "GET", "/customers");
    const draft = await askAs(page, "POST", "/invoices", {
      customerId: data[0]?.id,
      currency: "EUR",
      lines: [{ description: "Work", quantity: "1", unitPrice: "100" }],
    });
    await askAs(page, "POST", `/invoices/${draft.id}/finalize`);
    await askAs(page, "PATCH", "/business", { booksLockedThrough: "2099-12-31" });
    await page.goto(`${app.url}/invoices/${draft.id}`);
    await page.getByRole("button", { name: "Send invoice" }).click();
    const dialog = page.getByRole("dialog", { name: "Send to Atelier Moreau" });
    await dialog.getByText("Can’t send with a Pay button.").waitFor();
    await dialog.getByText("Your books are closed through 31 December 2099.").waitFor();
    expect(await dialog.getByRole("button", { name: /^Send invoice/ }).isDisabled()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Send without online payment" }).click();
    await dialog.getByText("The email has no Pay button.").waitFor();
    expect(admin.complaints).toEqual([]);
  }, 120_000);

  it("ends with disconnecting, which asks for the name first", async () => {
    const { page } = admin;
    await page.goto(`${app.url}/settings/online-payments`);
    await page.getByRole("link", { name: "Open Stripe" }).click();
    await page.getByRole("button", { name: "Disconnect…" }).click();
    const dialog = page.getByRole("dialog", { name: "Disconnect Stripe?" });
    await dialog.getByText(/can’t be revived/).waitFor();
    const button = dialog.getByRole("button", { name: "Disconnect" });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel("Type the name to confirm").fill("Stripe");
    expect(await faultsOf(page)).toEqual([]);
    await button.click();
    await page.getByText("Disconnected", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Check again" }).count()).toBe(0);
    expect(admin.complaints).toEqual([]);
  }, 120_000);
});

/** A new customer, two lines; the totals are the server's. */
async function writeInvoice(): Promise<void> {
  const { page } = admin;
  await page.getByRole("combobox", { name: "Customer" }).fill("Atelier Moreau");
  await page.getByRole("option", { name: "Add “Atelier Moreau”" }).click();
  const dialog = page.getByRole("dialog", { name: "Add customer" });
  await dialog.getByLabel("Email").fill("claire@moreau.example");
  await dialog.getByRole("button", { name: "Add customer" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByLabel("Description, line 1").fill("Website redesign");
  await page.getByLabel("Price, line 1").fill("120");
  await page.getByLabel("Tax in percent, line 1").fill("19");
  await page.getByLabel("Tax in percent, line 1").press("Enter");
  await page.keyboard.type("Photographs");
  await page.getByLabel("Quantity, line 2").fill("2");
  await page.getByLabel("Price, line 2").fill("60");
  await page.getByText("€285.60").first().waitFor();
  await page.getByText("Saved just now").waitFor();
  expect(await faultsOf(page)).toEqual([]);
}

async function sendInvoice(): Promise<string> {
  const { page } = admin;
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Send to Atelier Moreau" });
  await dialog.getByText("Test connection.").waitFor();
  await dialog.getByText("claire@moreau.example").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Send with test payment" }).click();
  await dialog.getByText("On its way to claire@moreau.example").waitFor();
  const link = await dialog.getByRole("link", { name: /\/p\// }).getAttribute("href");
  expect(link).toContain(`${app.url}/p/`);
  return link ?? "";
}

async function pay(payLink: string): Promise<void> {
  const { page } = admin;
  await page.goto(payLink);
  await page.getByRole("button", { name: "Pay €285.60" }).click();
  await page.getByLabel("Card number").fill("4242 4242 4242 4242");
  await page.getByLabel("Expires").fill("12 / 30");
  await page.getByLabel("Security code").fill("123");
  await page.getByLabel("Name on card").fill("Claire Moreau");
  await page.getByRole("button", { name: /^Pay/ }).click();
  await page.getByText("Payment complete").first().waitFor();
}
