import { mkdirSync } from "node:fs";
import type { Browser, BrowserContext, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accessibilityFaults } from "#test/support/accessibility.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import type { Seller } from "#test/support/seller.ts";

/** Set to a folder to keep a picture of the pop-up on every kind of screen. */
const PICTURES = process.env["PICTURES"];
const SCREENS = { desktop: { width: 1280, height: 880 }, phone: { width: 390, height: 844 } };

let app: TestApp;
let browser: Browser;
let seller: Seller;
let context: BrowserContext;
let page: Page;
/** Everything that was forbidden by a policy, thrown or logged as an error on our own page. */
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
  app.sandbox.control.clearFaults();
  seller = await app.seller();
  await seller.connectForPopup();
  await openBrowser();
  return () => context.close();
});

async function openBrowser(options: { javaScriptEnabled?: boolean } = {}): Promise<void> {
  context = await browser.newContext({ viewport: SCREENS.desktop, ...options });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  await page.exposeFunction("complain", (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      const { complain } = window as unknown as { complain: (text: string) => void };
      complain(`${violatedDirective} forbids ${blockedURI}`);
    });
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}

const dialog = () => page.getByRole("dialog", { name: /^Pay invoice/ });
const form = (): FrameLocator => page.frameLocator("dialog iframe");

async function pressPay(payLink: string): Promise<void> {
  await page.goto(payLink);
  await page.getByRole("button", { name: /^(Pay €|Try again)/ }).click();
}

async function payWith(where: FrameLocator | Page, card: string): Promise<void> {
  await where.getByLabel("Card number").fill(card);
  await where.getByLabel("Expires").fill("12 / 34");
  await where.getByLabel("Security code").fill("123");
  await where.getByLabel("Name on card").fill("Claire Moreau");
  await where.getByRole("button", { name: /^Pay/ }).click();
}

async function expectStatus(status: string): Promise<void> {
  await page.locator(`main[data-status=${status}]`).waitFor();
}

async function expectPaidOnce(invoiceId: string): Promise<void> {
  await app.settle();
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
    status: "paid",
    amountPaid: 32957,
    amountDue: 0,
  });
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const succeeded = data.filter(({ status }: { status: string }) => status === "succeeded");
  expect(succeeded).toHaveLength(1);
}

describe("paying in the pop-up", () => {
  it("pays without leaving the page, and ends on the page that says so [R30] [R34]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    await page.goto(payLink);
    await page.waitForLoadState("networkidle");
    expect(new Set(asked), "asked of anyone before Pay was pressed").toEqual(new Set([app.url]));
    await page.getByRole("button", { name: /^Pay €329\.57/ }).click();
    await form().getByLabel("Card number").waitFor();
    expect(page.url()).toBe(payLink);
    await payWith(form(), "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
    await page.goto(payLink);
    await expectStatus("paid");
    expect(complaints).toEqual([]);
  });

  it("lets a declined payer try again inside, and pays once [R32]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    await payWith(form(), "4000 0000 0000 9995");
    await form().getByRole("alert").waitFor();
    expect(page.url()).toBe(payLink);
    await app.settle();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "open" });
    await payWith(form(), "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
    expect(complaints.filter((text) => !text.includes("402"))).toEqual([]);
  });

  it("passes 3-D Secure inside, after failing it once [R32]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    await payWith(form(), "4000 0000 0000 3220");
    await form().getByRole("button", { name: "Fail" }).click();
    await form().getByLabel("Card number").waitFor();
    await payWith(form(), "4000 0000 0000 3220");
    await form().getByRole("button", { name: "Complete" }).click();
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
    expect(complaints).toEqual([]);
  });

  it("closes with its button and with Escape, owes as before, and opens the same form again", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    await form().getByLabel("Card number").waitFor();
    const address = await page.locator("dialog iframe").getAttribute("src");
    await dialog().getByRole("button", { name: "Close" }).click();
    await dialog().waitFor({ state: "hidden" });
    expect(await page.locator("iframe").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Pay €/);
    await expectStatus("payable");
    await page.keyboard.press("Enter");
    await form().getByLabel("Card number").waitFor();
    await dialog().getByRole("button", { name: "Close" }).focus();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).amountDue).toBe(32957);
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await form().getByLabel("Card number").waitFor();
    expect(await page.locator("dialog iframe").getAttribute("src")).toBe(address);
    await payWith(form(), "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
    expect(complaints).toEqual([]);
  });

  it("may be closed while it is still opening, and opened again at once", async () => {
    const { payLink } = await seller.sendInvoice();
    app.sandbox.control.fault({ match: "POST /v1/checkout/sessions", kind: "latency", ms: 600 });
    await pressPay(payLink);
    await dialog().getByText("Opening Stripe’s secure form").waitFor();
    await dialog().getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await form().getByLabel("Card number").waitFor();
    expect(await page.locator("iframe").count()).toBe(1);
    expect(page.url()).toBe(payLink);
    expect(complaints).toEqual([]);
  });

  it("keeps the focus inside, and the page behind it still", async () => {
    const { payLink } = await seller.sendInvoice();
    await pressPay(payLink);
    await form().getByLabel("Card number").waitFor();
    for (let presses = 1; presses <= 20; presses += 1) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(() => {
        const at = document.activeElement;
        return at === document.body || at?.closest("dialog") ? "inside" : at?.outerHTML;
      });
      expect(place).toBe("inside");
    }
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe(
      "hidden",
    );
  });
});

describe("when the pop-up cannot be had, the page is used and nothing is lost", () => {
  const FAULTS: [string, () => Promise<unknown>][] = [
    ["Stripe’s script is blocked", () => page.route("**/stripe.js", (route) => route.abort())],
    [
      "Stripe’s script is something else",
      () =>
        page.route("**/stripe.js", (route) =>
          route.fulfill({ contentType: "text/javascript", body: "window.Stripe = undefined" }),
        ),
    ],
    [
      "Stripe refuses the key or the form",
      () =>
        page.route("**/stripe.js", (route) =>
          route.fulfill({
            contentType: "text/javascript",
            body: "window.Stripe = () => { throw new Error('IntegrationError') }",
          }),
        ),
    ],
    ["our own script is blocked", () => page.route("**/popup-*.js", (route) => route.abort())],
    [
      "the answer is no JSON",
      () =>
        page.route("**/pay", (route) =>
          route.request().headers()["accept"] === "application/json"
            ? route.fulfill({ contentType: "text/html", body: "<p>Please sign in to the Wi-Fi" })
            : route.continue(),
        ),
    ],
    [
      "the answer never comes",
      () =>
        page.route("**/pay", (route) =>
          route.request().headers()["accept"] === "application/json"
            ? route.abort()
            : route.continue(),
        ),
    ],
  ];
  it.each(FAULTS)("%s", async (_, breakIt) => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await breakIt();
    await pressPay(payLink);
    await page.waitForURL(`${app.sandbox.url}/c/pay/**`);
    await payWith(page, "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
  });

  it("JavaScript is off", async () => {
    await context.close();
    context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    const { invoiceId, payLink } = await seller.sendInvoice();
    await page.goto(payLink);
    expect(await page.locator("dialog").isVisible()).toBe(false);
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await page.waitForURL(`${app.sandbox.url}/c/pay/**`);
    await payWith(page, "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
  });

  it("the form does not appear: its own button leads to the page", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await page.route("**/c/embed/**", (route) => route.abort());
    await pressPay(payLink);
    // while Pay is still on its way, a second press would be told to try again
    await page.locator("dialog iframe").waitFor({ state: "attached" });
    await dialog().getByRole("button", { name: "Pay on Stripe’s page instead" }).click();
    await page.waitForURL(`${app.sandbox.url}/c/pay/**`);
    await payWith(page, "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
  });

  it("Stripe is away: the page says that nothing was started", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    app.sandbox.control.setUnreachable(true);
    try {
      await pressPay(payLink);
      await page.getByText("Nothing was started").waitFor();
    } finally {
      app.sandbox.control.setUnreachable(false);
    }
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await payWith(form(), "4242 4242 4242 4242");
    await expectStatus("complete");
    await expectPaidOnce(invoiceId);
  });

  it("it was paid elsewhere meanwhile: the page says so, and asks for nothing", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    await page.goto(payLink);
    const body = { amount: 32957, paidOn: "2026-01-05", method: "cash" };
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, body);
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await expectStatus("paid");
    expect(complaints).toEqual([]);
  });
});

describe("the open pop-up", () => {
  it.each(
    Object.entries(SCREENS).flatMap(([screen, size]) =>
      (["light", "dark"] as const).map((scheme) => [screen, scheme, size] as const),
    ),
  )("is accessible and fits on a %s in %s", async (screen, colorScheme, size) => {
    const { payLink } = await seller.sendInvoice();
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await pressPay(payLink);
    await form().getByLabel("Card number").waitFor();
    const box = await dialog().boundingBox();
    if (screen === "phone") expect(box).toEqual({ x: 0, y: 0, ...size });
    else expect(box?.height).toBeLessThanOrEqual(size.height - 32);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: `${PICTURES}/popup-${screen}-${colorScheme}.png` });
    }
    expect(complaints).toEqual([]);
    // what the frame shows is Stripe's
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
