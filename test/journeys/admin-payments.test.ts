import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { transact } from "#src/platform/database.ts";
import { type AdminBrowser, faultsOf, openAdmin, signIn } from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { CARD, type Paying, payingCustomers, sellerAt } from "#test/support/paying-customers.ts";
import type { Seller } from "#test/support/seller.ts";

vi.setConfig({ testTimeout: 120_000 });

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
let page: Page;
let seller: Seller;
let secretKey: string;
let paying: Paying;

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
  seller = await sellerAt(browser, app.url);
  secretKey = (await seller.connect()).secretKey;
  paying = payingCustomers(app, seller);
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

describe("money that an invoice could not use", () => {
  it("is found under Unapplied and goes back with one button [R39]", async () => {
    await page.goto(`${app.url}/payments`);
    await page.getByRole("link", { name: "Unapplied" }).click();
    await page.getByRole("heading", { name: "No money waits" }).waitFor();

    const { paymentId, number } = await paying.paidTwice("Kestrel & Finch");
    await page.goto(`${app.url}/payments`);
    await page.getByRole("link", { name: "Unapplied 1" }).click();
    await page.getByRole("row", { name: /Kestrel & Finch/ }).waitFor();
    const current = page.getByRole("navigation", { name: "Status" }).locator("[aria-current]");
    expect(await current.allTextContents()).toEqual(["Unapplied1"]);
    const card = page.getByRole("region", { name: "€119.00 unapplied" });
    await card.getByText("Paid twice", { exact: true }).waitFor();
    await card.getByText(`paid invoice ${number}, which was paid already.`).waitFor();
    await card.getByText("Test", { exact: true }).waitFor();
    await seen("unapplied");

    await card.getByRole("button", { name: "Refund €119.00" }).click();
    const dialog = page.getByRole("dialog", { name: "Refund €119.00 to Kestrel & Finch?" });
    await dialog.getByText(`Invoice ${number} stays as it is.`).waitFor();
    await seen("refund unapplied");
    await dialog.getByRole("button", { name: "Refund €119.00" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "No money waits" }).waitFor();
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountUnapplied: 0,
      amountRefunded: 11900,
    });
    await expectSoundBooks(app);
  });

  it("pays another open invoice of the same customer, as much as fits [R39]", async () => {
    const { paymentId, customerId } = await paying.paidTwice("Fjord Coffee ApS");
    const other = await paying.openInvoice(customerId, "50");
    const [elsewhere] = [await paying.openInvoice(await paying.customerOf("Somebody Else"), "70")];
    await page.goto(`${app.url}/payments?tab=unapplied`);
    const card = page.getByRole("region", { name: "€119.00 unapplied" });
    await card.getByRole("button", { name: "Apply to another invoice" }).click();
    const dialog = page.getByRole("dialog", { name: "Apply to another invoice" });
    const invoice = dialog.getByRole("combobox", { name: "Invoice" });
    expect(await invoice.inputValue()).toBe(`${other.number}, €59.50 due`);
    expect(await dialog.getByLabel("Amount (EUR)").inputValue()).toBe("59.50");
    await dialog.getByText(`Then invoice ${other.number} is paid`).waitFor();
    await invoice.click();
    expect(await page.getByRole("option", { name: elsewhere?.number }).count()).toBe(0);
    await page.keyboard.press("Escape");

    await dialog.getByLabel("Amount (EUR)").fill("60");
    await dialog.getByRole("button", { name: "Apply", exact: true }).click();
    await dialog.getByText("Enter an amount up to €59.50.").waitFor();
    await dialog.getByLabel("Amount (EUR)").fill("59.50");
    await seen("allocate");
    // Somebody else pays part of it meanwhile: told in words, nothing is lost.
    await paying.payByHand(other.id, 1000);
    await dialog.getByRole("button", { name: "Apply", exact: true }).click();
    await dialog.getByText("That is more than is due on the invoice.").waitFor();
    expect(await dialog.getByLabel("Amount (EUR)").inputValue()).toBe("59.50");
    await dialog.getByLabel("Amount (EUR)").fill("49.50");
    await dialog.getByRole("button", { name: "Apply", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("region", { name: "€69.50 unapplied" }).waitFor();
    expect(await seller.ask("GET", `/invoices/${other.id}`)).toMatchObject({ status: "paid" });
    await seller.ask("POST", `/payments/${paymentId}/refunds`, {});
    await expectSoundBooks(app);
  });
});

describe("a payment recorded by hand", () => {
  it("is taken back after saying what that does, and what it paid is due again [R44]", async () => {
    const { id, number } = await paying.openInvoice(await paying.customerOf("By Hand Ltd"));
    await paying.payByHand(id, 11900);
    await page.goto(`${app.url}/payments`);
    await page
      .getByRole("row", { name: /By Hand Ltd/ })
      .getByRole("link")
      .click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    expect(await drawer.getByRole("button", { name: "Refund" }).count()).toBe(0);
    await drawer.getByRole("button", { name: "Reverse" }).click();
    const dialog = page.getByRole("dialog", { name: "Reverse €119.00 from By Hand Ltd?" });
    await dialog.getByText("what it paid is due again").waitFor();
    await seen("reverse");
    await dialog.getByRole("button", { name: "Reverse payment" }).click();
    await dialog.waitFor({ state: "hidden" });
    await drawer.getByText("Reversed", { exact: true }).waitFor();
    await drawer.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { name: `Invoice ${number}` }).waitFor();
    await page.getByRole("row", { name: /Reversed/ }).waitFor();
    await seen("reversed on the invoice");
    const invoice = await seller.ask("GET", `/invoices/${id}`);
    expect(invoice).toMatchObject({ status: "open", amountDue: 11900 });
    await expectSoundBooks(app);
  });
});

describe("a dispute", () => {
  it("is shown with its deadline, and what it took can be made due again [R45]", async () => {
    const { invoiceId, number, paymentId, intentId } = await paying.paidOnline("Bento Labs Ltd");
    await page.goto(`${app.url}/payments?tab=disputed`);
    await page.getByRole("heading", { name: "No disputes" }).waitFor();
    const { id } = app.sandbox.control.openDispute(intentId, { reason: "product_not_received" });
    await app.settle();
    const { dispute } = await seller.ask("GET", `/payments/${paymentId}`);
    const deadline = new Intl.DateTimeFormat("en-GB", {
      dateStyle: "long",
      timeZone: "Europe/Berlin",
    }).format(new Date(dispute.evidenceDueBy));

    await page.goto(`${app.url}/payments?tab=disputed`);
    const card = page.getByRole("region", { name: "€119.00 disputed" });
    await card.getByText(`Answer the bank in Stripe by ${deadline}`).waitFor();
    const row = page.getByRole("row", { name: /Bento Labs Ltd/ });
    await row.getByText("Disputed", { exact: true }).waitFor();
    await seen("disputed");
    await row.getByRole("link").click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    await drawer.getByText("The customer says nothing was delivered.").waitFor();
    await drawer.getByText("€119.00 disputed by the payer's bank").waitFor();
    expect(await drawer.getByRole("button", { name: "Refund" }).count()).toBe(0);
    await seen("dispute drawer");

    app.sandbox.control.closeDispute(id, "lost");
    await app.settle();
    await page.reload();
    await drawer.getByText("The dispute was lost").waitFor();
    await drawer.getByRole("button", { name: "Make €119.00 due again" }).click();
    const dialog = page.getByRole("dialog", { name: "Make €119.00 due again?" });
    await dialog.getByText("In your books it is no longer a loss").waitFor();
    await seen("due again");
    await dialog.getByRole("button", { name: "Make due again" }).click();
    await dialog.waitFor({ state: "hidden" });
    await drawer.getByText("€119.00 made due again").waitFor();
    await drawer.getByRole("button", { name: /due again/ }).waitFor({ state: "detached" });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      number,
      status: "open",
      amountDue: 11900,
    });
    await expectSoundBooks(app);
  });
});

describe("a payment that arrives in a closed period", () => {
  it("waits under To record and is booked on an open day, once [R43]", async () => {
    const session = await paying.openSession("Olive Press Co.");
    onTestFinished(() => seller.ask("PATCH", "/business", { booksLockedThrough: null }));
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2099-06-30" });
    await app.sandbox.control.payCheckout(session.sessionId, CARD);
    await app.settle();
    await page.goto(`${app.url}/payments`);
    await page.getByRole("link", { name: "To record 1" }).click();
    const card = page.getByRole("region", { name: "€119.00 to record" });
    await card.getByText("The books are closed through 30 June 2099").waitFor();
    await card.getByRole("button", { name: "Record on 1 July 2099" }).waitFor();
    await seen("to record");
    await card.getByRole("link", { name: "Choose a date" }).click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    const day = drawer.getByLabel("Record on");
    expect(await day.textContent()).toBe("1 Jul 2099");
    await day.click();
    const calendar = page.getByRole("table");
    const july2 = calendar.getByRole("button", { name: "2 July 2099", exact: true });
    await july2.waitFor();
    await seen("record");
    await july2.click();
    await drawer.getByRole("button", { name: "Record in the books" }).click();
    await drawer.getByText("2 July 2099").waitFor();
    expect(await drawer.getByRole("button", { name: "Record in the books" }).count()).toBe(0);
    await drawer.getByRole("button", { name: "Close" }).click();
    await page.getByRole("heading", { name: "Everything is in your books" }).waitFor();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${session.invoiceId}`);
    expect(data).toMatchObject([{ recorded: true, recordedOn: "2099-07-02" }]);
    await expectSoundBooks(app);
  });

  it("is announced before an invoice is sent while today is the last closed day [R42]", async () => {
    const { id } = await paying.openInvoice(await paying.customerOf("Today Ltd"));
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" });
    onTestFinished(() => seller.ask("PATCH", "/business", { booksLockedThrough: null }));
    await seller.ask("PATCH", "/business", { booksLockedThrough: today.format(new Date()) });
    await page.goto(`${app.url}/invoices/${id}`);
    await page.getByRole("button", { name: "Send invoice" }).click();
    const dialog = page.getByRole("dialog", { name: "Send to Today Ltd" });
    await dialog.getByText("Your books are closed through today.").waitFor();
    await seen("closed today");
    expect(await dialog.getByRole("button", { name: /^Send/ }).isEnabled()).toBe(true);
  });
});

describe("a refund", () => {
  it("says first what it does to the invoice, and makes its amount due again if wanted [R45]", async () => {
    const { invoiceId, number } = await paying.paidOnline("Partly Back Ltd");
    await page.goto(`${app.url}/payments`);
    await page
      .getByRole("row", { name: /Partly Back Ltd/ })
      .getByRole("link")
      .click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    await drawer.getByRole("button", { name: "Refund" }).click();
    const dialog = page.getByRole("dialog", { name: "Refund Partly Back Ltd" });
    await dialog.getByLabel("Amount (EUR)").fill("19");
    await dialog.getByText(`Invoice ${number} is settled by a credit of €19.00.`).waitFor();
    await dialog.getByLabel("The invoice is due again by this amount").check();
    await dialog.getByText(`Invoice ${number} has €19.00 due again`).waitFor();
    await seen("refund due again");
    await dialog.getByRole("button", { name: "Refund €19.00" }).click();
    await dialog.waitFor({ state: "hidden" });
    await drawer.getByText("Due again on the invoice").waitFor();
    await drawer.getByText("€19.00 refunded").waitFor();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ amountDue: 1900 });
  });
});

describe("who may not move money", () => {
  it("sees what waits, and is offered only what the role may do [R50]", async () => {
    const { paymentId } = await paying.paidTwice("Seen Only Ltd");
    onTestFinished(() => workAs("owner"));
    const card = page.getByRole("region", { name: "€119.00 unapplied" });
    const offered = async (role: string) => {
      await workAs(role);
      await page.goto(`${app.url}/payments?tab=unapplied`);
      await card.getByText("Nothing is lost").waitFor();
      return card.getByRole("button").allTextContents();
    };
    expect(await offered("accountant")).toEqual(["Refund €119.00", "Apply to another invoice"]);
    expect(await offered("creator")).toEqual(["Apply to another invoice"]);
    expect(await offered("viewer")).toEqual([]);
    await page
      .getByRole("row", { name: /Seen Only Ltd/ })
      .getByRole("link")
      .click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    await drawer.getByText("What happened").waitFor();
    expect(await drawer.getByRole("button", { name: /Refund|Apply/ }).count()).toBe(0);
    await seller.ask("POST", `/payments/${paymentId}/refunds`, {});
  });
});

describe("the payments screen", () => {
  const looks = [
    { width: 1280, colorScheme: "light" },
    { width: 1280, colorScheme: "dark" },
    { width: 390, colorScheme: "light" },
    { width: 320, colorScheme: "dark" },
  ] as const;

  it.each(looks)("is accessible and fits at $width px, $colorScheme", async (look) => {
    const { paymentId } = await paying.paidTwice(`Wide ${look.width} ${look.colorScheme}`);
    const { intentId } = await paying.paidOnline("Disputed Ltd");
    app.sandbox.control.openDispute(intentId);
    await app.settle();
    await page.setViewportSize({ width: look.width, height: 844 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    for (const path of ["", "?tab=unapplied", "?tab=disputed", `?payment=${paymentId}`]) {
      await page.goto(`${app.url}/payments${path}`);
      await page
        .getByText(path.startsWith("?payment") ? "What happened" : "Test")
        .last()
        .waitFor();
      await page.getByText("Loading").first().waitFor({ state: "hidden" });
      await seen(`${look.width} ${look.colorScheme} ${path}`);
    }
    await seller.ask("POST", `/payments/${paymentId}/refunds`, {});
  });
});

describe("a payment in another currency", () => {
  it("shows fee, net, rate and the payout that brings it to the bank [R46]", async () => {
    const customerId = await paying.customerOf("Overseas Inc.");
    const { invoiceId } = await paying.paidOnline(
      "Overseas Inc.",
      await paying.openInvoice(customerId, "100", "USD"),
    );
    // Stripe pays out after some days. No payment page of today is open there any more, so this is last.
    app.sandbox.control.advance(8 * 86_400_000);
    app.sandbox.control.makePayout(secretKey);
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    const [{ exchangeRate, net, payout }] = data;
    expect(payout).toMatchObject({ status: "paid" });
    await page.goto(`${app.url}/payments`);
    const row = page.getByRole("row", { name: /Overseas Inc\./ });
    await row.getByText("US$119.00").waitFor();
    await row.getByText(/^Paid out /).waitFor();
    await row.getByText(euros(net)).waitFor();
    await row.getByRole("link").click();
    const drawer = page.getByRole("dialog", { name: "Payment" });
    await drawer.getByText(`1 USD = ${exchangeRate} EUR`).waitFor();
    await drawer.getByText(/^Paid out /).waitFor();
    await seen("paid out");
  });
});

/** The screen as it stands is accessible and fits. */
async function seen(what: string): Promise<void> {
  expect([what, ...(await faultsOf(page))]).toEqual([what]);
}

/** Whoever is signed in has this role from now on. */
async function workAs(role: string): Promise<void> {
  await transact(app.parts.runtime.db, seller.businessId, async (tx) => {
    await sql`update members set role = ${role} where business_id = ${seller.businessId}`.execute(
      tx,
    );
  });
}

function euros(amountMinor: number): string {
  return `€${(amountMinor / 100).toFixed(2)}`;
}
