import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { queueScheduled } from "#src/invoices/send-scheduled.ts";
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

const DAY_MS = 86_400_000;

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let page: Page;

beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
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

it("plans an invoice for tomorrow, sees it held by closed books, and cancels it [R42]", async () => {
  const id = await draftFor("Later Ltd");
  await page.goto(`${app.url}/invoices/${id}`);
  await page.getByRole("button", { name: "Review and send" }).click();
  const dialog = page.getByRole("dialog", { name: "Send to Later Ltd" });
  await dialog.getByText("Send later", { exact: true }).click();
  await dialog.getByText("It becomes final on that day.").waitFor();
  await dialog.getByRole("button", { name: /^Send on / }).click();
  await dialog.getByText(`Will be sent on ${longDay(1)}`).waitFor();
  await dialog.getByRole("link", { name: "Show the invoice" }).click();
  await page.getByText(`Will be sent on ${longDay(1)} to ap@buyer.example`).waitFor();
  expect(await faultsOf(page)).toEqual([]);

  await askAs(page, "PATCH", "/business", { booksLockedThrough: isoDay(3) });
  await page.reload();
  await page.getByText(`it will be held and go out on ${longDay(4)}`).waitFor();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.getByText(`Your books are closed through ${longDay(3)}.`).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  app.clock.now = new Date(`${isoDay(1)}T09:00:00Z`);
  await sendDue();
  await page.goto(app.url);
  const needs = page.getByRole("region", { name: "Needs you" });
  await needs.getByText("1 invoice held back").waitFor();
  await needs.getByRole("link", { name: "Sort out" }).click();
  await page
    .getByRole("row", { name: /Later Ltd/ })
    .getByText("Held back")
    .waitFor();

  await page.goto(`${app.url}/invoices/${id}`);
  await page.getByText("Held back since").waitFor();
  await page.getByText(`It goes out by itself on ${longDay(4)} at 8:00.`).waitFor();
  await page.getByText("Not sent, the books were closed").waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel sending" }).click();
  await page.getByText(`Not sent on ${longDay(1)}: canceled`).waitFor();
  expect(await page.getByText("Held back since").count()).toBe(0);
});

it("says that the plan ended when another customer is chosen for the draft", async () => {
  app.clock.now = new Date();
  const id = await draftFor("First Ltd");
  await askAs(page, "POST", "/customers", { name: "Second Ltd", email: "b@second.example" });
  await askAs(page, "POST", `/invoices/${id}/scheduled-sending`, { on: isoDay(1) });
  await page.goto(`${app.url}/invoices/draft/${id}`);
  await page.getByText("If the customer’s address changes before").waitFor();
  await page.getByRole("combobox", { name: "Customer" }).fill("Second");
  await page.getByRole("option", { name: /Second Ltd/ }).click();
  await page.getByText("It is not planned any more.").waitFor();
  await page.getByText(`What was planned for ${longDay(1)} was canceled`).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  expect((await askAs<Planned>(page, "GET", `/invoices/${id}`)).scheduledSending).toBeNull();
});

it("leaves the address to the day where nobody typed one, and sends nothing a second time", async () => {
  app.clock.now = new Date();
  await askAs(page, "PATCH", "/business", { booksLockedThrough: null });
  const id = await draftFor("Third Ltd");
  await page.goto(`${app.url}/invoices/${id}`);
  await page.getByRole("button", { name: "Review and send" }).click();
  const dialog = page.getByRole("dialog", { name: "Send to Third Ltd" });
  await dialog.getByText("Send later", { exact: true }).click();
  await dialog.getByRole("button", { name: /^Send on / }).click();
  await dialog.getByRole("link", { name: "Show the invoice" }).click();
  const { customerId, scheduledSending } = await askAs<Planned>(page, "GET", `/invoices/${id}`);
  expect(scheduledSending?.usesCustomerAddress).toBe(true);
  const email = "corrected@buyer.example";
  await askAs(page, "PATCH", `/customers/${customerId}`, { email });

  // the dialog is open while the morning comes
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await dialog.getByText("Send now", { exact: true }).click();
  app.clock.now = new Date(`${isoDay(1)}T09:00:00Z`);
  await sendDue();
  await dialog.getByRole("button", { name: /^Send (invoice|with test payment)$/ }).click();
  await dialog.getByText("This invoice was sent as planned a moment ago.").waitFor();
  const { data } = await askAs<{ data: object[] }>(
    page,
    "GET",
    `/mails?kind=invoice&invoiceId=${id}`,
  );
  expect(data).toMatchObject([{ to: [email] }]);
});

interface Planned {
  readonly customerId: string;
  readonly scheduledSending: { readonly usesCustomerAddress: boolean } | null;
}

async function sendDue(): Promise<void> {
  const [business] = await app.parts.runtime.db
    .selectFrom("directory")
    .select("id")
    .where("id", "like", "biz%")
    .execute();
  await queueScheduled(app.parts.runtime, String(business?.id));
  await app.runJobs();
}

async function draftFor(name: string): Promise<string> {
  const customer = await askAs(page, "POST", "/customers", { name, email: "ap@buyer.example" });
  const invoice = await askAs(page, "POST", "/invoices", {
    customerId: customer.id,
    currency: "EUR",
    lines: [{ description: "Work", quantity: "1", unitPrice: "100", taxRate: "19" }],
  });
  return invoice.id;
}

/** The day that comes so many days after today in Berlin. */
function isoDay(days: number): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" });
  return format.format(new Date(Date.now() + days * DAY_MS));
}

function longDay(days: number): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${isoDay(days)}T00:00:00Z`));
}
