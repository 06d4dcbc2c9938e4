import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderPayerPage } from "#src/payments/pages/render-payer-page.ts";
import { renderReceipt } from "#src/payments/pages/render-receipt.ts";
import { accessibilityFaults } from "#test/support/accessibility.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { hostileTexts, withHostileText } from "#test/support/hostile-text.ts";
import { sampleLetters } from "#test/support/letter-samples.ts";
import { type PageServer, servePages, strictPolicy } from "#test/support/page-server.ts";
import { samplePages, sampleReceipt, testReceipt } from "#test/support/payer-samples.ts";

const payerPages = new Map([
  ...Object.entries(samplePages).map(([name, page]) => [name, renderPayerPage(page)] as const),
  ["receipt", renderReceipt(sampleReceipt)] as const,
  ["receipt-test", renderReceipt(testReceipt)] as const,
]);

const hostileKinds = [
  "payable-own-amount",
  "payable-choice",
  "complete-overpaid",
  "not_offered",
  "void_link",
  "receipt",
] as const;

const hostilePages = new Map(
  hostileTexts.flatMap((text, index) =>
    hostileKinds.map((kind) => [`hostile-${kind}-${index}`, renderHostile(kind, text)] as const),
  ),
);

const letters = new Map(Object.entries(sampleLetters).map(([name, { html }]) => [name, html]));

const screens = [
  { width: 1280, height: 880 },
  { width: 390, height: 844 },
  { width: 320, height: 568 },
] as const;

type Screen = { readonly width: number; readonly height: number };

function renderHostile(name: string, text: string): string {
  if (name === "receipt") return renderReceipt(withHostileText(testReceipt, text));
  const page = samplePages[name];
  if (page === undefined) throw new Error(`no sample page ${name}`);
  return renderPayerPage(withHostileText(page, text));
}

let browser: Browser;
let server: PageServer;
let letterServer: PageServer;
let page: Page;
/** Console messages, errors, dialogs and requests to other hosts since the last page was opened. */
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  server = await servePages(new Map([...payerPages, ...hostilePages]), strictPolicy);
  // Mails are shown by mail programs: inline styles are allowed there, and nothing else.
  letterServer = await servePages(letters, "default-src 'none'; style-src 'unsafe-inline'");
  page = await browser.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const ours = [server.origin, letterServer.origin];
    if (!ours.some((origin) => request.url().startsWith(origin))) complaints.push(request.url());
  });
});

afterAll(async () => {
  await browser.close();
  await server.close();
  await letterServer.close();
});

async function open(url: string, screen: Screen = screens[0]): Promise<void> {
  complaints.length = 0;
  await page.setViewportSize(screen);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  await page.goto(url);
}

async function faultsOnEveryScreen(): Promise<string[]> {
  const faults: string[] = [];
  for (const screen of screens) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(screen);
      await page.emulateMedia({ colorScheme });
      const found = await accessibilityFaults(page);
      faults.push(...found.map((fault) => `${screen.width} ${colorScheme} ${fault}`));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) faults.push(`${screen.width} overflows by ${overflow} px`);
    }
  }
  return faults;
}

describe.each([...payerPages.keys()])("the payer page %s in a browser", (name) => {
  it("is accessible on every screen, light and dark, and stays within policy and host", async () => {
    await open(`${server.origin}/${name}`);
    expect(await faultsOnEveryScreen()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("prints on one page", async () => {
    await open(`${server.origin}/${name}`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});

describe.each([...letters.keys()])("the mail %s in a browser", (name) => {
  it("is accessible on every screen, light and dark, and loads nothing", async () => {
    await open(`${letterServer.origin}/${name}`);
    expect(await faultsOnEveryScreen()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

async function payButtonEnd(shown: Page): Promise<number> {
  const box = await shown.locator("form.pay button").boundingBox();
  return box === null ? Number.POSITIVE_INFINITY : box.y + box.height;
}

describe("the first screen of a small phone", () => {
  const phone = { width: 320, height: 568 };

  it.each([
    "payable",
    "payable-test",
    "payable-choice",
    "payable-overdue",
    "payable-left",
    "payable-unreachable",
    "failed",
    "payable-german",
    "payable-arabic",
    "payable-huge",
  ])("holds the whole Pay button of %s", async (name) => {
    await open(`${server.origin}/${name}`, phone);
    expect(await payButtonEnd(page)).toBeLessThanOrEqual(phone.height);
  });

  it("holds it without the font as well, and without it everything can still be read", async () => {
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    await page.route("**/*.woff2", (route) => route.abort());
    await page.goto(`${server.origin}/payable-test`);
    expect(await payButtonEnd(page)).toBeLessThanOrEqual(phone.height);
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });

  it("keeps icons small and the form usable without the stylesheet", async () => {
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    await page.route("**/*.css", (route) => route.abort());
    await page.goto(`${server.origin}/payable-choice`);
    const widths = await page
      .locator("svg")
      .evaluateAll((icons) => icons.map((icon) => icon.getBoundingClientRect().width));
    expect(Math.max(...widths)).toBeLessThanOrEqual(24);
    expect(await page.getByRole("button", { name: "Pay €3,659.25" }).isVisible()).toBe(true);
    await context.close();
  });
});

describe("a finger and a keyboard", () => {
  it("find every button and choice at least 48 px high", async () => {
    for (const name of ["payable-choice", "payable-own-amount", "complete", "void_link"]) {
      await open(`${server.origin}/${name}`, screens[1]);
      const heights = await page
        .locator(".button, .choices label")
        .evaluateAll((targets) => targets.map((target) => target.getBoundingClientRect().height));
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(48);
    }
  });

  it("reach the Pay button before anything else when there is no choice", async () => {
    await open(`${server.origin}/payable`);
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    expect(await focused.innerText()).toBe("Pay €3,659.25");
    const outline = await focused.evaluate((element) => getComputedStyle(element).outlineWidth);
    expect(outline).toBe("3px");
  });

  it("post the chosen connection and nothing else", async () => {
    await open(`${server.origin}/payable-choice`);
    await page.getByLabel("PayPal").check();
    const posted = page.waitForRequest((request) => request.method() === "POST");
    await page.getByRole("button", { name: "Pay" }).click();
    const request = await posted;
    expect(new URL(request.url()).pathname).toBe("/i/token/pay");
    expect(request.postData()).toBe("connection=con_2");
  });

  it("see the borders of buttons in forced colours", async () => {
    await open(`${server.origin}/payable`);
    await page.emulateMedia({ forcedColors: "active" });
    const border = await page
      .locator("form.pay button")
      .evaluate((button) => getComputedStyle(button).borderTopColor);
    expect(border).not.toMatch(/rgba\(.*, 0\)|transparent/);
  });
});

describe("what somebody typed into every field", () => {
  it.each(hostileKinds)("is inert on %s", async (kind) => {
    for (const index of hostileTexts.keys()) {
      await open(`${server.origin}/hostile-${kind}-${index}`);
      expect(await strangeElements()).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });
});

/** Elements and attributes that no page of ours has. */
function strangeElements(): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter(
        (element) =>
          ["SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT"].includes(element.tagName) ||
          [...element.attributes].some(({ name }) => name.startsWith("on") || name === "style") ||
          /^(?:javascript|data):/i.test(element.getAttribute("href") ?? ""),
      )
      .map((element) => element.outerHTML),
  );
}
