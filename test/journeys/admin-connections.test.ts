import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { EVENT_TYPES } from "#src/processors/stripe/events.ts";
import { PERMISSIONS } from "#src/processors/stripe/permissions.ts";
import { type AdminBrowser, faultsOf, openAdmin, signIn } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { CARD, sellerAt } from "#test/support/paying-customers.ts";
import type { Seller } from "#test/support/seller.ts";

vi.setConfig({ testTimeout: 120_000 });

const HOUR_MS = 3_600_000;

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let page: Page;
let seller: Seller;

beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
  browser = await launchChromium();
  seller = await sellerAt(browser, app.url);
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

describe("the webhook of a connection", () => {
  it("deleted in Stripe is found by a check, told, and made anew with one button [R13]", async () => {
    const { id, secretKey } = await seller.connect("Stripe main");
    const stripe = app.sandbox.client(secretKey);
    const foreign = await stripe.webhookEndpoints.create({
      url: "https://shop.example/hook",
      enabled_events: ["charge.refunded"],
    });
    const webhook = await openWebhook(id);
    await webhook.getByText("Active", { exact: true }).waitFor();
    await webhook.getByText("No message has arrived yet.").waitFor();
    expect(await webhook.getByRole("button").count()).toBe(0);

    const { data } = await stripe.webhookEndpoints.list();
    const ours = data.find(({ metadata }) => metadata["connection"] === id);
    await stripe.webhookEndpoints.del(ours?.id ?? "");
    await page.getByRole("button", { name: "Check again" }).click();
    await webhook.getByText("Needs repair", { exact: true }).waitFor();
    await webhook.getByText("The webhook was deleted in Stripe.").waitFor();
    await seen("webhook needs repair");

    await webhook.getByRole("button", { name: "Repair webhook" }).click();
    await webhook.getByText("Active", { exact: true }).waitFor();
    await webhook.getByText("Stripe tells us at once when money moves.").waitFor();
    const left = (await stripe.webhookEndpoints.list()).data.map(({ metadata, id: endpoint }) =>
      metadata["connection"] === id ? "ours" : endpoint,
    );
    expect(left.toSorted()).toEqual(["ours", foreign.id].toSorted());
  });

  it("made by hand in Stripe is taken by its secret, and replaced by one button [R14]", async () => {
    const account = "byhand01";
    const restricted = `rk_test_${account}__limited`;
    app.sandbox.control.setKey(restricted, { missing: ["rak_webhook_write"] });
    const { id } = await seller.connect("By hand", restricted);
    const webhook = await openWebhook(id);
    await webhook.getByText("Not available", { exact: true }).waitFor();
    await webhook.getByText("The key may not create webhooks.").waitFor();
    await webhook.getByText("Make it by hand in Stripe").click();
    const events = webhook.getByRole("list", { name: "Events to choose" });
    expect(await events.getByRole("listitem").allTextContents()).toEqual([...EVENT_TYPES]);
    const url = `${app.url}/webhooks/stripe/${id}`;
    await webhook.getByText(url, { exact: true }).waitFor();

    const secret = webhook.getByRole("textbox", { name: "Signing secret" });
    await secret.fill("sk_test_notasecret");
    await webhook.getByRole("button", { name: "Save secret" }).click();
    await webhook.getByText("Must be a signing secret of Stripe").waitFor();
    expect(await secret.inputValue()).toBe("sk_test_notasecret");
    await seen("webhook by hand");
    const stripe = app.sandbox.client(`sk_test_${account}__main`);
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: [...EVENT_TYPES] });
    await secret.fill(made.secret ?? "");
    await webhook.getByRole("button", { name: "Save secret" }).click();
    await webhook.getByText("By hand", { exact: true }).waitFor();
    await seen("webhook manual");

    app.sandbox.control.setKey(restricted, { missing: [] });
    await webhook.getByRole("button", { name: "Make webhook" }).click();
    await webhook.getByText("Active", { exact: true }).waitFor();
  });
});

describe("a key that may not do enough", () => {
  it("has its missing boxes named, leads to Stripe's page with them, and is ready after [R11]", async () => {
    const key = "rk_test_incomplete01";
    app.sandbox.control.setKey(key, { missing: ["rak_checkout_session_write", "rak_payout_read"] });
    const { id } = await seller.connect("Incomplete", key);
    await page.goto(`${app.url}/settings/online-payments/${id}`);
    await page.getByText("Incomplete", { exact: true }).last().waitFor();
    const boxes = page.getByRole("list", { name: "Missing boxes" });
    await boxes.getByText("Checkout Sessions, write").waitFor();
    await boxes.getByText("Missing. Nobody can pay online.").waitFor();
    await boxes.getByText("Payouts, read").waitFor();
    expect(await boxes.getByRole("listitem").count()).toBe(2);
    const link = page.getByRole("link", { name: "New test key with all boxes ticked" });
    const address = new URL((await link.getAttribute("href")) ?? "");
    expect(address.pathname).toBe("/test/apikeys/create");
    const slugs = PERMISSIONS.map(({ slug }) => slug);
    expect(address.searchParams.getAll("permissions[]")).toEqual(slugs);
    await seen("incomplete");

    app.sandbox.control.setKey(key, { missing: [] });
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("The key may do everything that is needed here.").waitFor();
    await page.getByText("Ready", { exact: true }).waitFor();
  });
});

describe("Stripe and the books", () => {
  it("are compared by a button; a difference shows both amounts and is repaired [R47]", async () => {
    const { id, secretKey } = await seller.connect("Compared");
    const intent = await paidThrough(id);
    const books = page.getByRole("region", { name: "Stripe and your books" });
    await page.goto(`${app.url}/settings/online-payments/${id}`);
    await books.getByText("Not compared yet.").waitFor();
    onTestFinished(() => {
      app.sandbox.control.clearFaults();
      app.sandbox.control.setWebhooks({ drop: 0 });
      app.clock.now = new Date();
    });
    // No message arrives, and looking again does not help at first.
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.client(secretKey).refunds.create({ payment_intent: intent, amount: 700 });
    app.sandbox.control.fault({ match: "GET /v1/checkout/sessions/*", kind: "500", times: 50 });
    // What is younger than some minutes is still under way.
    app.clock.now = new Date(Date.now() + HOUR_MS);
    await books.getByRole("button", { name: "Compare now" }).click();
    await books.getByText("1 difference left").waitFor();
    const open = books.getByRole("list", { name: "Open differences" });
    await open.getByText("Stripe gave back another amount than is recorded here.").waitFor();
    expect(await open.locator("dl").textContent()).toBe("At Stripe€7.00In your books€0.00");
    await seen("difference");

    await open.getByRole("button", { name: "Repair" }).click();
    await open.getByRole("alert").waitFor();
    app.sandbox.control.clearFaults();
    await open.getByRole("button", { name: "Repair" }).click();
    await open.waitFor({ state: "hidden" });
    await books.getByText("1 difference left").waitFor({ state: "hidden" });
    await books.getByText("Closed differences").click();
    const closed = books.getByRole("list", { name: "Closed differences" });
    await closed.getByText("Repaired", { exact: true }).waitFor();
    await seen("difference closed");
    await books.getByRole("button", { name: "Compare now" }).click();
    await books.getByText("Stripe holds the same as your books").waitFor();
    await expectSoundBooks(app);
  });
});

describe("an invoice in another currency than Stripe pays out", () => {
  it("says so in the editor and before sending, and can be sent [R8]", async () => {
    const { id } = await seller.connect("Converted");
    const { settlementCurrencies } = await seller.ask("GET", `/connections/${id}`);
    expect(settlementCurrencies).toEqual(["EUR"]);
    const draft = await draftOf("USD", "100", id);
    await page.goto(`${app.url}/invoices/draft/${draft}`);
    const form = page.getByRole("main");
    await form.getByText("Stripe converts USD").waitFor();
    await form.getByText("Your Stripe account is paid out in EUR").waitFor();
    const fees = form.getByRole("link", { name: "Stripe’s fees" });
    expect(await fees.getAttribute("href")).toBe("https://stripe.com/pricing");
    await seen("conversion editor");
    await page.getByRole("button", { name: "Review and send" }).click();
    const dialog = page.getByRole("dialog", { name: "Send to Atelier Moreau" });
    await dialog.getByText("Stripe converts USD").waitFor();
    await seen("conversion send");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("combobox", { name: "Currency" }).fill("EUR");
    await page.getByRole("option", { name: /EUR/ }).click();
    await form.getByText("Stripe converts USD").waitFor({ state: "hidden" });
  });

  it("or too small to be charged is told while it is written", async () => {
    const { id } = await seller.connect("Small");
    const draft = await draftOf("EUR", "0.30", id);
    await page.goto(`${app.url}/invoices/draft/${draft}`);
    const words = page.getByText("The amount is smaller than what can be charged online.");
    await words.waitFor();
    await seen("too small");
    await page.getByLabel("Price, line 1").fill("3");
    await words.waitFor({ state: "hidden" });
  });
});

describe("the screen of a connection", () => {
  const looks = [
    { width: 1280, colorScheme: "dark" },
    { width: 390, colorScheme: "light" },
    { width: 320, colorScheme: "dark" },
  ] as const;

  it.each(looks)("is accessible and fits at $width px, $colorScheme", async (look) => {
    const key = `rk_test_look${look.width}${look.colorScheme}`;
    app.sandbox.control.setKey(key, { missing: ["rak_webhook_write", "rak_event_read"] });
    const { id } = await seller.connect(`Look ${look.width} ${look.colorScheme}`, key);
    await page.setViewportSize({ width: look.width, height: 844 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    const webhook = await openWebhook(id);
    await webhook.getByText("Make it by hand in Stripe").click();
    await webhook.getByRole("textbox", { name: "Signing secret" }).waitFor();
    await page.getByText("Loading").first().waitFor({ state: "hidden" });
    await seen(`connection ${look.width} ${look.colorScheme}`);
  });
});

/** The screen as it stands is accessible and fits. */
async function seen(what: string): Promise<void> {
  expect([what, ...(await faultsOf(page))]).toEqual([what]);
}

async function openWebhook(connectionId: string) {
  await page.goto(`${app.url}/settings/online-payments/${connectionId}`);
  return page.getByRole("region", { name: "Webhook" });
}

async function draftOf(currency: string, unitPrice: string, connectionId: string): Promise<string> {
  const customer = await seller.ask("POST", "/customers", {
    name: "Atelier Moreau",
    email: "compta@moreau.example",
  });
  const draft = await seller.ask("POST", "/invoices", {
    customerId: customer.id,
    currency,
    lines: [{ description: "Work", quantity: "1", unitPrice }],
    onlinePayment: [connectionId],
  });
  return draft.id;
}

/** An invoice paid through the connection; answers the processor's id of the payment. */
async function paidThrough(connectionId: string): Promise<string> {
  const { invoiceId, payLink } = await seller.sendInvoice({ onlinePayment: [connectionId] });
  const session = sessionOf(await pressPay(payLink));
  await app.sandbox.control.payCheckout(session, CARD);
  await app.settle();
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  return data[0].processorPaymentId;
}
