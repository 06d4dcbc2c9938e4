import { readFileSync } from "node:fs";
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

// A busy machine may take its time; each step has a limit of its own.
vi.setConfig({ testTimeout: 120_000 });

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

describe("a seller's day", () => {
  it("is told beside the field what is wrong with a key, and nothing is saved", async () => {
    await page.goto(`${app.url}/settings/online-payments`);
    await page.getByRole("button", { name: "Add connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect Stripe" });
    const key = dialog.getByLabel("Secret or restricted key");
    await key.fill("pk_live_51QkL9xe9ZvKYlo2Cq8");
    await dialog.getByRole("button", { name: "Check and connect" }).click();

    await dialog.getByText("This is a publishable key (it starts with pk_).").waitFor();
    await dialog.getByText("Nothing was saved").waitFor();
    expect(await key.getAttribute("aria-invalid")).toBe("true");
    expect(await key.inputValue()).toBe("pk_live_51QkL9xe9ZvKYlo2Cq8");
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Get paid online" }).waitFor();
  });

  it("sends an invoice without online payment and is told why there is no Pay button", async () => {
    const id = await draftFor("No Button Ltd");
    await page.goto(`${app.url}/invoices/draft/${id}`);
    await page.getByRole("button", { name: "Review and send" }).click();
    const dialog = page.getByRole("dialog", { name: "Send to No Button Ltd" });
    await dialog.getByText("No online payment.").waitFor();

    const to = dialog.getByRole("combobox", { name: "To" });
    await to.fill("claire@");
    await to.press("Enter");
    await dialog.getByText("claire@ is not a complete email address").waitFor();
    const send = dialog.getByRole("button", { name: "Send invoice" });
    expect(await send.isDisabled()).toBe(true);
    await to.fill("claire@moreau.example");
    await to.press("Enter");
    await send.click();
    await dialog.getByText("On its way to").waitFor();
    await dialog.getByText("The email has no Pay button.").waitFor();

    await page.goto(`${app.url}/mails`);
    await page.getByRole("link", { name: /from Nordlicht Studio/ }).click();
    const mail = page.frameLocator('iframe[title="The mail as sent"]');
    await mail.getByRole("heading", { name: "€119.00" }).waitFor();
    // Its inline styles apply although the page's policy forbids them as such.
    const padding = await mail
      .getByRole("main")
      .evaluate((card) => getComputedStyle(card).paddingTop);
    expect(padding).toBe("32px");
  });

  it("records a payment by hand, and more than is due only as credit", async () => {
    const id = await draftFor("By Hand Ltd");
    await askAs(page, "POST", `/invoices/${id}/finalize`);
    await page.goto(`${app.url}/invoices/${id}`);
    await page.getByRole("button", { name: "Record payment" }).click();
    const dialog = page.getByRole("dialog", { name: "Record payment" });
    await dialog.getByLabel("Amount (EUR)").fill("150");
    await dialog.getByRole("button", { name: "Record payment" }).click();
    await dialog.getByText("That is more than is due").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Keep as credit" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("€31.00 more than was due, kept as credit").waitFor();
    expect(await askAs(page, "GET", `/invoices/${id}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
    });

    await page.goto(`${app.url}/customers`);
    const customer = page.getByRole("row", { name: /By Hand Ltd/ });
    await customer.getByText("€31.00").waitFor();
    await customer.getByRole("button", { name: "Actions for By Hand Ltd" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const confirm = page.getByRole("dialog", { name: "Delete By Hand Ltd?" });
    await confirm.getByRole("button", { name: "Delete customer" }).click();
    await confirm.getByRole("alert").waitFor();
    expect(await confirm.getByRole("alert").textContent()).toMatch(/invoice/i);
  });

  it("voids an invoice after asking, and deletes a draft", async () => {
    const id = await draftFor("Void Ltd");
    await askAs(page, "POST", `/invoices/${id}/finalize`);
    await page.goto(`${app.url}/invoices/${id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Void invoice" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Void invoice" }).click();
    await page.getByText("Void", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Record payment" }).count()).toBe(0);

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByRole("heading", { name: "Edit draft" }).waitFor();
    const copy = page.url().split("/").at(-1);
    await page.goto(`${app.url}/invoices/${copy}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete draft" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete draft" }).click();
    await page.getByRole("heading", { name: "Invoices", level: 1 }).waitFor();
    await page.goto(`${app.url}/invoices/${copy}`);
    await page.getByText("This could not be loaded").waitFor();
  });

  it("keeps a draft while it is written, and finds it again", async () => {
    await draftFor("Kept Ltd");
    await page.keyboard.press("n");
    await page.getByRole("combobox", { name: "Customer" }).fill("Kept");
    await page.getByRole("option", { name: "Kept Ltd" }).click();
    await page.getByLabel("Description, line 1").fill("Half a thought");
    await page.getByLabel("Price, line 1").fill("1,234.5");
    await page.getByText("Saved just now").waitFor();
    await page.reload();
    expect(await page.getByLabel("Description, line 1").inputValue()).toBe("Half a thought");
    expect(await page.getByLabel("Price, line 1").inputValue()).toBe("1,234.50");

    await page.getByRole("button", { name: "Save and close" }).click();
    await page.getByRole("searchbox", { name: "Number or customer" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("Kept");
    await page
      .getByRole("row", { name: /Kept Ltd/ })
      .nth(1)
      .waitFor();
    await page.getByRole("link", { name: "Overdue" }).click();
    await page.getByText("No invoice matches").waitFor();
  });

  it("keeps what is typed into the send dialog while the draft behind it saves itself", async () => {
    const id = await draftFor("Typed Ltd");
    await page.goto(`${app.url}/invoices/draft/${id}`);
    await page.getByLabel("Price, line 1").fill("60");
    await page.getByText("Saved just now").waitFor();
    // Leaving the field writes 60.00, which is saved a moment later.
    const isSaved = page.waitForResponse((answer) => answer.request().method() === "PATCH");
    await page.keyboard.press("Control+Enter");
    const subject = page.getByRole("dialog", { name: "Send to Typed Ltd" }).getByLabel("Subject");
    await subject.fill("Half a subject");
    await isSaved;
    await page.getByText("Saved just now").waitFor();
    expect(await subject.inputValue()).toBe("Half a subject");
  });

  it("begins with what is owed and what needs a person, and finds anything by its name", async () => {
    const { id } = await overdueFor("Late & Sons");
    await page.goto(app.url);
    const overdue = page.getByRole("region", { name: "Overdue" });
    await overdue.getByText("€119.00").waitFor();
    await overdue.getByText("1 invoice, oldest 31 days").waitFor();
    await askAs(page, "POST", `/invoices/${id}/payments`, {
      amount: 4000,
      paidOn: new Date().toISOString().slice(0, 10),
      method: "cash",
      reference: "Till 7",
    });
    await page.reload();
    await overdue.getByText("€79.00").waitFor();
    const paid = page.getByRole("region", { name: "Paid this month" });
    await paid.getByText(/€[\d.,]+ more than/).waitFor();
    expect(await page.locator(".chart-bars li").count()).toBe(12);
    await page.getByRole("region", { name: "Latest payments" }).getByText("€40.00").waitFor();
    const needs = page.getByRole("region", { name: "Needs you" });
    await needs.getByText("1 invoice overdue").waitFor();
    await needs.getByRole("link", { name: "Remind" }).click();
    await page.getByRole("heading", { name: "Invoices", level: 1 }).waitFor();
    await page.getByText("Late & Sons").waitFor();

    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: /^Search/ }).fill("till 7");
    await page.getByRole("link", { name: /Till 7/ }).click();
    await page.getByRole("dialog", { name: "Payment" }).getByText("€40.00").first().waitFor();
  });

  it("takes a whole list along as a file for a spreadsheet", async () => {
    for (const name of ["Export & Co", "=cmd|' /C calc'!A0"]) await draftFor(name);
    await overdueFor("Booked Ltd");
    const { data } = await askAs<{ data: object[] }>(page, "GET", "/invoices?limit=100");
    await page.goto(`${app.url}/invoices`);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^invoices-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync(await file.path(), "utf8");
    expect(text.split("\r\n")).toHaveLength(data.length + 2);
    expect(text).toMatch(/^id,number,status,/);
    expect(text).toContain("Export & Co");
    expect(text).toContain(`'=cmd|`);
    for (const place of ["payments", "books"]) {
      await page.goto(`${app.url}/${place}`);
      const [one] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Export CSV" }).click(),
      ]);
      expect(one.suggestedFilename()).toMatch(/^(payments|ledger)-.*\.csv$/);
    }
    await page.getByRole("button", { name: "Accounts receivable" }).click();
    const statement = page.getByRole("dialog", { name: "Accounts receivable" });
    await statement.getByText("Brought forward").first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const [kept] = await Promise.all([
      page.waitForEvent("download"),
      statement.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    expect(kept.suggestedFilename()).toMatch(/^accounts-receivable-.*\.csv$/);
    expect(readFileSync(await kept.path(), "utf8")).toMatch(/^entryId,on,currency,amount,balance/);
  });

  it("makes a key for a script, sees it once, and revokes it [attack 48]", async () => {
    await page.goto(`${app.url}/settings/api-keys`);
    await page.getByRole("button", { name: "Make a key" }).click();
    const dialog = page.getByRole("dialog", { name: "Make an API key" });
    await dialog.getByLabel("Name").fill("Webshop");
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const key = await dialog.locator("code").innerText();
    const ask = () =>
      fetch(`${app.url}/api/v1/invoices`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(await page.getByText(key).count()).toBe(0);
    await page.getByRole("button", { name: "Revoke Webshop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText(/^Revoked /).waitFor();
    expect((await ask()).status).toBe(401);
  });

  it("signs out, and a wrong password is answered without a hint which part was wrong", async () => {
    await page.getByRole("button", { name: /Jonas Brandt/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Quittance" }).waitFor();
    await page.getByLabel("Email").fill("jonas@nordlicht.example");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("That email and password don’t go together.").waitFor();
    await page.goto(`${app.url}/payments`);
    await page.getByRole("heading", { name: "Sign in to Quittance" }).waitFor();
  });
});

describe("every screen", () => {
  const looks = [
    { width: 1280, colorScheme: "light" },
    { width: 1280, colorScheme: "dark" },
    { width: 390, colorScheme: "light" },
    { width: 320, colorScheme: "dark" },
  ] as const;
  const screens = [
    ["/", /^Good (morning|afternoon|evening), /],
    ["/invoices", "Invoices"],
    ["/invoices/draft", "New invoice"],
    ["/payments", "Payments"],
    ["/customers", "Customers"],
    ["/books", "Books"],
    ["/mails", "Mails"],
    ["/settings/business", "Business"],
    ["/settings/online-payments", "Online payments"],
    ["/settings/api-keys", "API keys"],
    ["/settings/audit-log", "Audit log"],
    ["/nowhere", "Page not found"],
  ] as const;

  it.each(looks)("is accessible and fits at $width px, $colorScheme", async (look) => {
    await draftFor("Seen Ltd");
    await page.setViewportSize({ width: look.width, height: 844 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    for (const [path, heading] of screens) {
      await page.goto(`${app.url}${path}`);
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
      await expect.poll(() => page.getByText("Loading").count()).toBe(0);
      expect([path, ...(await faultsOf(page))]).toEqual([path]);
    }
  });
});

/** A final invoice over €119.00 that was due a month ago. */
async function overdueFor(name: string): Promise<{ id: string }> {
  const id = await draftFor(name);
  const due = new Date(Date.now() - 31 * 86_400_000).toISOString().slice(0, 10);
  await askAs(page, "PATCH", `/invoices/${id}`, { dueOn: due });
  return askAs(page, "POST", `/invoices/${id}/finalize`);
}

/** A customer with an address and a draft over €119.00; answers the draft's id. */
async function draftFor(name: string): Promise<string> {
  const customer = await askAs(page, "POST", "/customers", { name, email: "ap@buyer.example" });
  const invoice = await askAs(page, "POST", "/invoices", {
    customerId: customer.id,
    currency: "EUR",
    lines: [{ description: "Work", quantity: "1", unitPrice: "100", taxRate: "19" }],
  });
  return invoice.id;
}
