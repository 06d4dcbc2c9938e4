import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { launchChromium } from "#test/support/chromium.ts";

/**
 * Takes the pictures of the documents from a fresh demo, and pays its open invoice meanwhile:
 *
 *   bin/demo --json                                  prints one line when ready
 *   node scripts/take-pictures.ts '<that line>'      writes docs/images/
 */
const demo: Demo = JSON.parse(process.argv[2] ?? "");
const images = join(import.meta.dirname, "../docs/images");

interface Demo {
  readonly adminUrl: string;
  readonly email: string;
  readonly password: string;
  readonly payLink: string;
  readonly sandboxUrl: string;
}

const pastedKey = "rk_test_NordlichtStudioExample7Yw2";

const browser = await launchChromium();
try {
  const payer = await openPage(browser, { width: 1280, height: 860 });
  await visit(payer, demo.payLink);
  await take(payer, "payer-page");
  const phone = await openPage(browser, { width: 390, height: 620 });
  await visit(phone, demo.payLink);
  await take(phone, "payer-page-phone");
  const seller = await openPage(browser, { width: 1280, height: 800 });
  await signIn(seller);
  await writeAndSend(seller);
  await takePopup(seller, payer);
  await pay(payer);
  await take(payer, "payment-complete");
  await openInvoice(seller, "2026-0003");
  await seller.getByText("Opened by customer").waitFor();
  await take(seller, "invoice-paid");
  await connect(seller);
  await takeFaultyConnection(seller);
  await takeGoingLive(seller);
  await visit(seller, demo.adminUrl);
  await take(seller, "home");
} finally {
  await browser.close();
}

async function openPage(from: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const context = await from.newContext({
    viewport,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  return context.newPage();
}

async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: "networkidle" });
  await page.evaluate("document.fonts.ready");
}

async function signIn(page: Page): Promise<void> {
  await visit(page, demo.adminUrl);
  await page.getByLabel("Email").fill(demo.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: /^Good / }).waitFor();
}

async function openInvoice(page: Page, text: string): Promise<void> {
  await visit(page, `${demo.adminUrl}/invoices`);
  await page.locator("tr", { hasText: text }).locator("a.row-link").first().click();
  await page.waitForURL(/\/inv_/);
  await page.waitForLoadState("networkidle");
}

async function writeAndSend(page: Page): Promise<void> {
  await openInvoice(page, "Draft");
  await page.getByText("given when sent").waitFor();
  await page.evaluate("document.activeElement?.blur()");
  await take(page, "invoice-editor");
  await page.getByRole("button", { name: "Review and send" }).click();
  await page.getByRole("button", { name: "Send with test payment" }).waitFor();
  await take(page.getByRole("dialog"), "invoice-send");
  await page.keyboard.press("Escape");
}

/** With the pop-up chosen for a moment; closed again, so that the other pictures show the page. */
async function takePopup(seller: Page, payer: Page): Promise<void> {
  await choosePaymentForm(seller, "In a pop-up");
  await visit(payer, demo.payLink);
  await payer.locator("form button").first().click();
  await payer.frameLocator("dialog iframe").locator("[name=number]").waitFor();
  await shoot(payer, "payer-popup"); // a page with a foreign frame never counts as idle
  await choosePaymentForm(seller, "On Stripe’s page");
  await visit(payer, demo.payLink);
}

async function choosePaymentForm(page: Page, words: string): Promise<void> {
  await visit(page, `${demo.adminUrl}/settings/online-payments`);
  const choice = page.getByRole("combobox", { name: "Payment form" });
  await choice.click();
  await page.getByRole("option", { name: words }).click();
  await page.waitForLoadState("networkidle");
}

/** On the sandbox's page, as the customer would. */
async function pay(page: Page): Promise<void> {
  await page.locator("form button").first().click();
  await page.locator("[name=number]").fill("4242424242424242");
  await page.locator("[name=exp]").fill("12/34");
  await page.locator("[name=cvc]").fill("123");
  await page.locator("[name=name]").fill("Camille Moreau");
  await page.locator("form button").first().click();
  await page.locator("main[data-status=complete]").waitFor();
}

async function connect(page: Page): Promise<void> {
  await visit(page, `${demo.adminUrl}/settings/online-payments`);
  await page.getByRole("button", { name: "Add connection" }).click();
  await page.getByText("Where do I find the key?").click();
  await take(page.getByRole("dialog"), "connect-stripe");
  await page.getByLabel("Secret or restricted key").fill(pastedKey);
  await page.getByRole("button", { name: "Check and connect" }).click();
  await page.getByText("Key works").waitFor();
  await take(page.getByRole("dialog"), "connected-stripe");
}

/** A key that lost two permissions, as the connection's page says it. */
async function takeFaultyConnection(page: Page): Promise<void> {
  const missing = ["rak_charge_write", "rak_balance_transaction_source_read"];
  await fetch(`${demo.sandboxUrl}/_sandbox/keys`, {
    method: "POST",
    body: JSON.stringify({ key: pastedKey, missing }),
  });
  await page
    .getByRole("dialog")
    .getByRole("link", { name: /^Open / })
    .click();
  await page.getByRole("button", { name: "Check again" }).click();
  await page.getByText("Incomplete", { exact: true }).waitFor();
  await take(page, "connection-incomplete");
}

async function takeGoingLive(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Replace" }).click();
  await page.getByText("Going live").waitFor();
  await take(
    page.locator("section, .card", { hasText: "stored encrypted and never shown again" }).first(),
    "going-live",
  );
}

/** Once everything has come to rest. */
async function take(what: Page | Locator, name: string): Promise<void> {
  const page = "page" in what ? what.page() : what;
  await page.waitForLoadState("networkidle");
  await shoot(what, name);
}

async function shoot(what: Page | Locator, name: string): Promise<void> {
  const page = "page" in what ? what.page() : what;
  await page.evaluate(async () => {
    while (document.getAnimations().some((one) => one.playState === "running")) {
      await new Promise(requestAnimationFrame);
    }
  });
  await what.screenshot({ path: join(images, `${name}.png`), caret: "hide" });
}
