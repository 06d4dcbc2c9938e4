import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay } from "#test/support/payer.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-11-20T10:00:00Z") });
});
afterAll(() => app.stop());

describe("sending an invoice", () => {
  it("mails it with a pay link of its own, and makes a draft final [R5]", async () => {
    const { seller, invoiceId } = await draft({ connected: true });
    const sent = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    expect(sent).toEqual({
      mailId: expect.stringMatching(/^mail_/),
      payLink: expect.stringMatching(new RegExp(`^${app.url}/p/[A-Za-z0-9_-]{32}$`)),
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      number: "2026-0001",
      sentAt: "2026-11-20T10:00:00.000Z",
    });
    const mail = await seller.ask("GET", `/mails/${sent.mailId}`);
    expect(mail).toMatchObject({
      kind: "invoice",
      to: ["compta@moreau.example"],
      subject: "[TEST] Invoice 2026-0001 from Nordlicht Studio",
      hasPdf: false,
      invoiceId,
    });
    for (const text of [mail.text, mail.html]) {
      expect(text).toContain(sent.payLink);
      expect(text).toContain("€329.57");
      expect(text).toContain("4 December 2026");
    }
  });

  it("fills every variable, and leaves what is none as it was written [R5]", async () => {
    const { seller, invoiceId } = await draft();
    const { mailId } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {
      to: ["a@example.com", "b@example.com"],
      subject: "{number} {amount} {total} {due} {issued} {customer} {business}",
      message: "{nothing} {constructor} {valueOf} {NUMBER} {} {{number}} $& $1",
      attachPdf: true,
    });
    const mail = await seller.ask("GET", `/mails/${mailId}`);
    expect(mail.subject).toBe(
      "2026-0001 €329.57 €329.57 4 December 2026 20 November 2026 Atelier Moreau Nordlicht Studio",
    );
    expect(mail.text).toContain("{nothing} {constructor} {valueOf} {NUMBER} {} {2026-0001} $& $1");
    expect(mail).toMatchObject({ to: ["a@example.com", "b@example.com"], hasPdf: true });
  });

  it("writes the first of a month as the customer's French does, on page and in mail", async () => {
    const { seller, invoiceId, customerId } = await draft({ connected: true });
    await seller.ask("PATCH", `/customers/${customerId}`, { locale: "fr" });
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { dueOn: "2027-01-01" });
    const { mailId, payLink } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    const { html, text } = await seller.ask("GET", `/mails/${mailId}`);
    for (const document of [html, text, (await openPage(payLink)).html]) {
      expect(document).toContain("1er janvier 2027");
      expect(document).not.toContain("1 janvier");
    }
  });

  it("does not fill variables that a customer's name brings along [attack 36]", async () => {
    const { seller, invoiceId, customerId } = await draft();
    await seller.ask("PATCH", `/customers/${customerId}`, { name: "{business} $& {total}" });
    const { mailId } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {
      subject: "For {customer}",
    });
    expect((await seller.ask("GET", `/mails/${mailId}`)).subject).toBe("For {business} $& {total}");
  });

  it("makes a second link that works beside the first, until the invoice is void [R6]", async () => {
    const { seller, invoiceId } = await draft({ connected: true });
    const first = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    const second = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    const third = await seller.ask("POST", `/invoices/${invoiceId}/pay-links`);
    const links = [first.payLink, second.payLink, third.url];
    expect(new Set(links).size).toBe(3);
    for (const link of links) expect(await openPage(link)).toMatchObject({ status: "payable" });
    expect((await seller.ask("GET", `/mails?invoiceId=${invoiceId}`)).data).toHaveLength(2);

    await seller.ask("POST", `/invoices/${invoiceId}/void`);
    for (const link of links) {
      expect(await openPage(link)).toMatchObject({ code: 200, status: "voided" });
      expect(await pressPay(link)).toBe(link);
    }
  });

  it("is refused without a recipient, and the draft is kept [R5]", async () => {
    const { seller, invoiceId, customerId } = await draft();
    await seller.ask("PATCH", `/customers/${customerId}`, { email: null });
    expect(await seller.request("POST", `/invoices/${invoiceId}/send`, {})).toMatchObject({
      status: 409,
      body: { code: "no_recipient", detail: expect.stringContaining("Atelier Moreau") },
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "draft",
      number: null,
    });
    const { payLink } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {
      to: ["typed@example.com"],
    });
    expect(payLink).toBeNull();
  });

  it("goes without a link when nobody takes payments, and says why [R5]", async () => {
    const { seller, invoiceId } = await draft();
    const preview = await seller.ask("GET", `/invoices/${invoiceId}/send-preview`);
    expect(preview).toMatchObject({ connections: [], payLink: false, reason: "not_offered" });
    const sent = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    expect(sent).toMatchObject({ payLink: null, reason: "not_offered" });
    const { viewUrl } = await seller.ask("GET", `/invoices/${invoiceId}`);
    expect((await seller.ask("GET", `/mails/${sent.mailId}`)).html).toContain(viewUrl);
    expect(await openPage(viewUrl)).toMatchObject({ code: 200, status: "not_offered" });
  });

  it.each([
    ["too small for the processor", "EUR", "0.49", "amount_too_small"],
    ["finer than the processor takes", "KWD", "1.001", "amount_not_chargeable"],
  ])("goes without a link when the amount is %s [R5]", async (_, currency, unitPrice, reason) => {
    const { seller, invoiceId } = await draft({ connected: true });
    const lines = [{ description: "Small", quantity: "1", unitPrice }];
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { currency, lines });
    const sent = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    expect(sent).toMatchObject({ payLink: null, reason });
  });

  it("tells before sending who takes the payment, and what stands in the way [R42]", async () => {
    const { seller, invoiceId } = await draft({ connected: true });
    const path = `/invoices/${invoiceId}/send-preview`;
    expect(await seller.ask("GET", path)).toMatchObject({
      connections: [{ name: "Stripe main", processor: "stripe", mode: "test" }],
      payLink: true,
      defaults: { to: ["compta@moreau.example"], subject: "Invoice {number} from {business}" },
    });
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2026-11-21" });
    expect(await seller.ask("GET", path)).toMatchObject({
      payLink: false,
      blocked: "payment_link_period_locked",
    });
    expect(await seller.request("POST", `/invoices/${invoiceId}/send`, {})).toMatchObject({
      status: 409,
      body: { code: "payment_link_period_locked" },
    });
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).status).toBe("draft");
  });

  it("is refused for a void invoice", async () => {
    const { seller, invoiceId } = await draft();
    await seller.ask("POST", `/invoices/${invoiceId}/finalize`);
    await seller.ask("POST", `/invoices/${invoiceId}/void`);
    for (const [method, path] of [
      ["POST", "send"],
      ["POST", "void"],
    ] as const) {
      expect(await seller.request(method, `/invoices/${invoiceId}/${path}`)).toMatchObject({
        status: 409,
        body: { code: "invoice_not_open" },
      });
    }
  });
});

describe("the online page's switch", () => {
  it("answers as if there were nothing while it is off, and again when it is on [R4]", async () => {
    const { seller, invoiceId } = await draft({ connected: true });
    const { payLink } = await seller.ask("POST", `/invoices/${invoiceId}/send`, {});
    const { viewUrl } = await seller.ask("GET", `/invoices/${invoiceId}`);
    expect(await openPage(viewUrl)).toMatchObject({ code: 200, status: "payable" });
    await seller.ask("PATCH", `/invoices/${invoiceId}`, { onlineViewEnabled: false });

    const nothing = await openPage(`${app.url}/i/${"x".repeat(32)}`);
    for (const path of ["", "/pdf", "/receipt", "/return?session=cs_test_1"]) {
      expect(await openPage(`${viewUrl}${path}`)).toEqual(nothing);
    }
    const pressed = await fetch(`${viewUrl}/pay`, { method: "POST", redirect: "manual" });
    expect(pressed.status).toBe(404);
    expect(await openPage(payLink)).toMatchObject({ status: "payable" });

    await seller.ask("PATCH", `/invoices/${invoiceId}`, { onlineViewEnabled: true });
    expect(await openPage(viewUrl)).toMatchObject({ code: 200, status: "payable" });
    const { data } = await seller.ask("GET", `/invoices/${invoiceId}/history`);
    const kinds = data.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["online_page_off", "online_page_on"]));
  });

  it("does not count the seller's own preview as a view [R4]", async () => {
    const { seller, invoiceId } = await draft();
    await seller.ask("POST", `/invoices/${invoiceId}/finalize`);
    const { viewUrl } = await seller.ask("GET", `/invoices/${invoiceId}`);
    await openPage(`${viewUrl}?preview`);
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).viewedAt).toBeNull();
    await openPage(viewUrl);
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).viewedAt).not.toBeNull();
  });
});

describe("a final invoice", () => {
  it("takes no change but the two it may, and is not deleted [R2]", async () => {
    const { seller, invoiceId, customerId } = await draft();
    const final = await seller.ask("POST", `/invoices/${invoiceId}/finalize`);
    for (const change of [
      { notes: "later" },
      { customerId },
      { currency: "USD" },
      { dueOn: null },
      { lines: [] },
      { taxInclusive: true },
      { notes: "later", onlineViewEnabled: false },
    ]) {
      expect(await seller.request("PATCH", `/invoices/${invoiceId}`, change)).toMatchObject({
        status: 409,
        body: { code: "invoice_not_draft" },
      });
    }
    expect(await seller.request("DELETE", `/invoices/${invoiceId}`)).toMatchObject({
      status: 409,
      body: { code: "invoice_not_draft" },
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toEqual(final);
  });

  it("is duplicated as a draft without its number [R1]", async () => {
    const { seller, invoiceId } = await draft();
    await seller.ask("POST", `/invoices/${invoiceId}/finalize`);
    const copy = await seller.ask("POST", `/invoices/${invoiceId}/duplicate`);
    expect(copy).toMatchObject({ status: "draft", number: null, total: 32_957 });
    expect(copy.id).not.toBe(invoiceId);
  });
});

async function draft({ connected = false } = {}) {
  const seller: Seller = await app.seller();
  if (connected) await seller.connect();
  const customer = await seller.ask("POST", "/customers", {
    name: "Atelier Moreau",
    email: "compta@moreau.example",
  });
  const { id } = await seller.ask("POST", "/invoices", {
    customerId: customer.id,
    currency: "EUR",
    lines: THREE_LINES,
  });
  return { seller, invoiceId: String(id), customerId: String(customer.id) };
}
