import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-11-20T10:00:00Z") });
  seller = await app.seller();
});
afterAll(() => app.stop());

const EVERYTHING = {
  name: "Nordlicht",
  legalName: "Nordlicht Studio GmbH",
  email: "hello@nordlicht.example",
  phone: "+49 30 1234567",
  website: "https://nordlicht.example/",
  address: "Am Kanal 3\n10115 Berlin",
  taxId: "DE123456789",
  country: "AT",
  currency: "CHF",
  timezone: "Pacific/Auckland",
  locale: "de-AT",
  accentColor: "#0B6B4F",
  legalUrl: "https://nordlicht.example/legal",
  privacyUrl: "https://nordlicht.example/privacy",
  bankDetails: "IBAN DE89 3704 0044 0532 0130 00",
  paymentNotificationEmails: ["a@nordlicht.example", "b@nordlicht.example"],
  booksLockedThrough: "2025-12-31",
  liveKeysOnly: true,
  onlineViewDefault: false,
  receiptMails: false,
  paymentForm: "popup",
};

describe("the business", () => {
  it("keeps every setting as it was given, and empties what may be empty", async () => {
    const other = await app.seller();
    const id = other.businessId;
    expect(await other.ask("PATCH", "/business", EVERYTHING)).toMatchObject({ id, ...EVERYTHING });
    expect(await other.ask("GET", "/business")).toMatchObject({ id, ...EVERYTHING });
    const empty = { legalName: null, phone: null, accentColor: null, booksLockedThrough: null };
    expect(await other.ask("PATCH", "/business", empty)).toMatchObject({
      ...EVERYTHING,
      ...empty,
      serviceState: "active",
    });
  });

  it("writes down who changed which settings, and nothing when none were [R55]", async () => {
    const other = await app.seller();
    await other.ask("PATCH", "/business", { phone: "123", taxId: "x" });
    await other.ask("PATCH", "/business", {});
    const { data } = await other.ask("GET", "/audit");
    expect(data.map(({ action }: { action: string }) => action)).toEqual([
      "business.changed",
      "business.created",
    ]);
    expect(data[0]).toMatchObject({
      actor: { type: "api_key", name: "First key" },
      ipAddress: "127.0.0.1",
      target: { type: "business", id: other.businessId },
      details: { fields: ["phone", "taxId"] },
    });
  });

  it("lives in its own time zone: due days are counted from its today", async () => {
    const other = await app.seller();
    const customer = await other.ask("POST", "/customers", { name: "C" });
    const draft = { customerId: customer.id, currency: "EUR", lines: [] };
    for (const [timezone, dueOn] of [
      ["Pacific/Kiritimati", "2026-12-05"],
      ["Pacific/Pago_Pago", "2026-12-03"],
    ]) {
      await other.ask("PATCH", "/business", { timezone });
      expect((await other.ask("POST", "/invoices", draft)).dueOn).toBe(dueOn);
    }
  });

  it("hides every Pay button with one switch, and keeps keys and links [R21]", async () => {
    const other = await app.seller();
    await other.connect();
    const { payLink, invoiceId } = await other.sendInvoice();
    await other.ask("PATCH", "/business", { onlinePayments: false });
    expect((await openPage(payLink)).status).toBe("not_offered");
    expect((await other.ask("GET", `/invoices/${invoiceId}`)).payable).toMatchObject({
      payable: false,
      reason: "not_offered",
    });
    await other.ask("PATCH", "/business", { onlinePayments: true });
    expect((await openPage(payLink)).status).toBe("payable");
  });

  it("offers what the invoice, else the customer, else the business says [R17]", async () => {
    const other = await app.seller();
    const first = (await other.connect("First")).id;
    const second = (await other.connect("Second")).id;
    const { invoiceId, customerId } = await other.sendInvoice();
    const offered = async (invoice: unknown, customer: unknown, business: unknown) => {
      await other.ask("PATCH", `/invoices/${invoiceId}`, { onlinePayment: invoice });
      await other.ask("PATCH", `/customers/${customerId}`, { onlinePayment: customer });
      await other.ask("PATCH", "/business", { onlinePaymentDefault: business });
      return (await other.ask("GET", `/invoices/${invoiceId}`)).payable.connectionIds;
    };
    expect(await offered("default", "default", [first])).toEqual([first]);
    expect(await offered("default", "default", [second, first])).toEqual([second, first]);
    expect(await offered("default", [second], [first])).toEqual([second]);
    expect(await offered([first], "none", "none")).toEqual([first]);
    expect(await offered("none", [second], [first])).toEqual([]);
    expect(await offered("default", "none", [first])).toEqual([]);
    expect(await offered("default", "default", "none")).toEqual([]);
  });
});

describe("a setting", () => {
  it.each<[string, unknown, RegExp]>([
    ["name", "", /must not be empty/],
    ["name", null, /must be text/],
    ["name", "x".repeat(101), /at most 100/],
    ["email", "hello@", /complete email address/],
    ["website", "nordlicht.example", /http:\/\/ or https:\/\//],
    ["website", "javascript:alert(1)", /http:\/\/ or https:\/\//],
    ["legalUrl", "data:text/html,x", /http:\/\/ or https:\/\//],
    ["privacyUrl", "file:///etc/passwd", /http:\/\/ or https:\/\//],
    ["privacyUrl", `https://x.example/${"x".repeat(500)}`, /at most 500/],
    ["country", "Germany", /ISO 3166/],
    ["country", "de", /ISO 3166/],
    ["country", "XX", /ISO 3166/],
    ["currency", "BTC", /ISO 4217/],
    ["timezone", "Berlin", /IANA time zone/],
    ["timezone", "+01:00", /IANA time zone/],
    ["locale", "deutsch!", /language tag/],
    ["accentColor", "red", /a colour like/],
    ["accentColor", "#fff;}", /a colour like/],
    ["accentColor", "#808080", /too pale or too dark/],
    ["onlinePayments", "on", /true or false/],
    ["onlinePaymentDefault", "default", /\w/],
    ["onlinePaymentDefault", [], /must name a connection/],
    ["onlinePaymentDefault.0", ["con_00000000000000000000000000"], /not a connection/],
    ["paymentForm", "iframe", /must be "redirect" or "popup"/],
    ["paymentForm", null, /must be "redirect" or "popup"/],
    ["paymentNotificationEmails", "a@b.example", /must be a list/],
    ["paymentNotificationEmails.1", ["a@b.example", "x"], /complete email address/],
    ["paymentNotificationEmails", Array.from({ length: 6 }, () => "a@b.example"), /at most 5/],
    ["booksLockedThrough", "2026-02-30", /a day that exists/],
    ["booksLockedThrough", "yesterday", /a day that exists/],
    ["liveKeysOnly", 1, /true or false/],
    ["onlineViewDefault", "no", /true or false/],
    ["receiptMails", null, /true or false/],
    ["serviceState", "active", /not a field that can be set/],
    ["id", "biz_00000000000000000000000000", /not a field that can be set/],
    ["suspendedAt", null, /not a field that can be set/],
  ])("is refused at %s when it is %j [attack 34]", async (path, value, message) => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    const [field] = path.split(".") as [string];
    const answer = await seller.request("PATCH", "/business", { phone: "1", [field]: value });
    expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(answer.body.errors).toMatchObject([{ path, message: expect.stringMatching(message) }]);
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });
});
