import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type AdminBrowser,
  askAs,
  openAdmin,
  setUpFirstBusiness,
  signIn,
} from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { hostileTexts } from "#test/support/hostile-text.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";

// A busy machine may take its time; each step has a limit of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** All of them at once, for fields that have room. */
const ALL = hostileTexts.join("\n");

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let payer: AdminBrowser;
let seller: Seller;
let connections: string[];
/** What each document was poisoned with, and where it can be seen. */
const documents: Poisoned[] = [];

interface Poisoned {
  readonly text: string;
  readonly open: Sent;
  readonly paid: Sent & { readonly receiptUrl: string };
  readonly voided: Sent;
  readonly draftId: string;
}

interface Sent {
  readonly id: string;
  readonly payLink: string;
  readonly viewUrl: string;
}

beforeAll(async () => {
  app = await startTestApp();
  await setUpFirstBusiness(app.url);
  browser = await launchChromium();
  admin = await openAdmin(browser, app.url);
  payer = await openAdmin(browser, app.url);
  for (const one of [admin, payer]) watchDialogs(one);
  await signIn(admin.page, app.url);
  const key = { name: "Script", role: "owner" };
  const made = await askAs<{ key: string }>(admin.page, "POST", "/api-keys", key);
  seller = sellerOf(app.url, { businessId: "", apiKey: made.key });
  connections = [(await seller.connect("One")).id, (await seller.connect("Two")).id];
  for (const text of hostileTexts) documents.push(await poisonEverything(text));
});
afterAll(async () => {
  await admin.close();
  await payer.close();
  await browser.close();
  await app.stop();
});

describe("text that tries to be more than text, typed into every field over the API", () => {
  it.each(hostileTexts)(
    "is shown as it was typed and is inert to a payer: %s [attack 36]",
    async (text) => {
      const { page } = payer;
      const { open, paid, voided } = poisonedWith(text);
      for (const [url, status] of [
        [paid.viewUrl, "paid"],
        [voided.payLink, "voided"],
        [open.payLink, "payable"],
      ] as const) {
        await page.goto(url);
        expect(await page.locator("main").getAttribute("data-status")).toBe(status);
        expect(await strangeElements(page)).toEqual([]);
      }
      expect(plain(await page.locator("main").innerText())).toContain(plain(text));
      await page.goto(paid.receiptUrl);
      expect(await page.locator("body").innerText()).toContain("Receipt");
      expect(await strangeElements(page)).toEqual([]);
      expect(payer.complaints).toEqual([]);
    },
  );

  it("is inert in every mail, also in a reader without a policy of its own [attack 36]", async () => {
    const { data: mails } = await seller.ask("GET", "/mails?limit=100");
    expect(mails.length).toBeGreaterThan(hostileTexts.length * 2);
    for (const { html, subject } of mails) {
      await payer.page.setContent(html);
      expect(await strangeElements(payer.page, "mail"), subject).toEqual([]);
      expect(subject).not.toMatch(/[\r\n]/);
    }
    expect(payer.complaints).toEqual([]);
  });

  it("is inert on every screen of the admin [attack 36]", async () => {
    const { page, complaints } = admin;
    complaints.length = 0;
    const [first, second] = documents as [Poisoned, Poisoned];
    for (const path of [
      "/",
      "/invoices",
      "/payments",
      "/customers",
      "/books",
      "/mails",
      "/settings/business",
      "/settings/online-payments",
      `/settings/online-payments/${connections[0]}`,
      "/settings/audit-log",
      `/invoices/draft/${first.draftId}`,
      `/invoices/${second.paid.id}`,
    ]) {
      await page.goto(app.url + path);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await strangeElements(page, "admin"), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it("is inert in a mail that the admin shows [attack 36]", async () => {
    const { page, complaints } = admin;
    for (const { open } of documents.slice(0, 3)) {
      const { data } = await seller.ask("GET", `/mails?invoiceId=${open.id}`);
      await page.goto(`${app.url}/mails?mail=${data[0].id}`);
      const letter = page.locator('iframe[title="The mail as sent"]').contentFrame();
      await letter.getByText("javascript:alert(1)").first().waitFor();
      expect(await strangeElements(letter, "mail")).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it("becomes no formula when a list is opened in a spreadsheet [attack 47]", async () => {
    const formulas = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("https://evil.example")'];
    for (const name of formulas) await seller.ask("POST", "/customers", { name });
    const csv = await seller.request("GET", "/customers?limit=100", undefined, {
      accept: "text/csv",
    });
    const cells = String(csv.body).split(/\r\n|,/);
    expect(cells.filter((cell) => /^"?[=+@-]/.test(cell))).toEqual([]);
    for (const name of formulas) expect(csv.body).toContain(`'${name.replaceAll('"', '""')}`);
  });
});

async function poisonEverything(text: string): Promise<Poisoned> {
  const line = text.trim();
  const short = line.slice(0, 40).trim();
  await seller.ask("PATCH", "/business", {
    name: line,
    legalName: line,
    phone: short,
    taxId: short,
    address: ALL.slice(0, 500),
    bankDetails: text,
    website: `https://shop.example/${encodeURI(line)}"'><script>alert(1)</script>`,
    legalUrl: "https://shop.example/'onmouseover=alert(1)//",
    privacyUrl: 'https://shop.example/"onmouseover="alert(1)',
  });
  for (const [index, id] of connections.entries()) {
    await seller.ask("PATCH", `/connections/${id}`, { name: `${line.slice(0, 55)} ${index}` });
  }
  const customer = await seller.ask("POST", "/customers", {
    name: line,
    email: "a'onload='alert@moreau.example",
    address: text,
    taxId: short,
  });
  const make = async () => {
    const invoice = await seller.ask("POST", "/invoices", {
      customerId: customer.id,
      currency: "EUR",
      notes: ALL,
      onlinePayment: connections,
      lines: [
        { description: text, quantity: "1", unitPrice: "10.00", taxRate: "19" },
        { description: `${line}\n${ALL}`, quantity: "1", unitPrice: "1.00" },
      ],
    });
    return { id: String(invoice.id), viewUrl: String(invoice.viewUrl) };
  };
  const send = async () => {
    const { id, viewUrl } = await make();
    const body = { subject: `${line} {customer}`, message: ALL };
    const { payLink } = await seller.ask("POST", `/invoices/${id}/send`, body);
    return { id, viewUrl, payLink: String(payLink) };
  };
  const open = await send();
  const paid = await send();
  const payment = await seller.ask("POST", `/invoices/${paid.id}/payments`, {
    amount: 1290,
    paidOn: "2026-01-31",
    method: "other",
    reference: line,
  });
  const voided = await send();
  await seller.ask("POST", `/invoices/${voided.id}/void`);
  const draftId = (await make()).id;
  return { text, open, paid: { ...paid, receiptUrl: payment.receiptUrl }, voided, draftId };
}

function poisonedWith(text: string): Poisoned {
  return documents.find((one) => one.text === text) as Poisoned;
}

function watchDialogs({ page, complaints }: AdminBrowser): void {
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
}

/** Elements and attributes that nothing of ours has. */
function strangeElements(
  shown: { locator(selector: string): Locator },
  kind: "page" | "mail" | "admin" = "page",
): Promise<string[]> {
  return shown.locator("*").evaluateAll((elements, kind) => {
    const forbidden = {
      page: ["SCRIPT", "IMG", "IFRAME", "STYLE", "OBJECT", "BASE"],
      mail: ["SCRIPT", "IMG", "IFRAME", "OBJECT", "FORM"],
      admin: ["OBJECT", "BASE"],
    }[kind];
    return elements
      .filter((element) => {
        const link = element.getAttribute("href") ?? element.getAttribute("src") ?? "";
        return (
          forbidden.includes(element.tagName) ||
          [...element.attributes].some(({ name }) => name.startsWith("on")) ||
          (kind === "page" && element.hasAttribute("style")) ||
          /^\s*(?:javascript|vbscript):|^x$|evil\.example/i.test(link) ||
          (/^\s*data:/i.test(link) && kind !== "admin")
        );
      })
      .map((element) => element.outerHTML.slice(0, 200));
  }, kind);
}

/** Without the spaces that lines are broken at. */
function plain(text: string): string {
  return text.replace(/\s+/g, "");
}
