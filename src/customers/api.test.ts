import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
});
afterAll(() => app.stop());

describe("a customer", () => {
  it("is kept as it was typed, trimmed, in any script", async () => {
    const made = await seller.ask("POST", "/customers", {
      name: "  株式会社 مثال 🦊 ",
      email: " Rechnung@Müller.example ",
      address: "Straße 1\r\n10115 Berlin\n\n",
      taxId: "DE123456789",
      locale: "de-AT",
      currency: "JPY",
      onlinePayment: "none",
    });
    expect(made).toMatchObject({
      name: "株式会社 مثال 🦊",
      email: "Rechnung@Müller.example",
      address: "Straße 1\n10115 Berlin",
      taxId: "DE123456789",
      locale: "de-AT",
      currency: "JPY",
      onlinePayment: "none",
      credit: [],
    });
    expect(await seller.ask("GET", `/customers/${made.id}`)).toEqual(made);
  });

  it("changes field by field; null empties, absent keeps", async () => {
    const { id } = await seller.ask("POST", "/customers", { name: "A", email: "a@example.com" });
    await seller.ask("PATCH", `/customers/${id}`, { address: "Here" });
    expect(await seller.ask("PATCH", `/customers/${id}`, { email: null })).toMatchObject({
      name: "A",
      email: null,
      address: "Here",
    });
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    await seller.ask("PATCH", `/customers/${id}`, {});
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it("is deleted while no invoice names it, not even a draft", async () => {
    const { id } = await seller.ask("POST", "/customers", { name: "Gone" });
    const draft = { customerId: id, currency: "EUR", lines: THREE_LINES };
    const invoice = await seller.ask("POST", "/invoices", draft);
    expect(await seller.request("DELETE", `/customers/${id}`)).toMatchObject({
      status: 409,
      body: { code: "customer_in_use" },
    });
    await seller.request("DELETE", `/invoices/${invoice.id}`);
    expect((await seller.request("DELETE", `/customers/${id}`)).status).toBe(204);
    for (const method of ["GET", "DELETE"]) {
      expect((await seller.request(method, `/customers/${id}`)).status).toBe(404);
    }
  });

  it("changes without touching what its final invoices say [R2]", async () => {
    const { invoiceId, customerId } = await seller.sendInvoice();
    await seller.ask("PATCH", `/customers/${customerId}`, { name: "New name" });
    const invoice = await seller.ask("GET", `/invoices/${invoiceId}`);
    expect(invoice.customerName).toBe("Atelier Moreau");
  });

  it("is found by parts of name and email, and wildcards mean themselves", async () => {
    const other = await app.seller("Finder");
    for (const name of ["50 % off", "under_score", "back\\slash", "Plain"]) {
      await other.ask("POST", "/customers", { name, email: `${name.length}@find.example` });
    }
    const found = async (q: string) => {
      const { data } = await other.ask("GET", `/customers?q=${encodeURIComponent(q)}`);
      return data.map(({ name }: { name: string }) => name).toSorted();
    };
    expect(await found("PLAIN")).toEqual(["Plain"]);
    expect(await found("%")).toEqual(["50 % off"]);
    expect(await found("_")).toEqual(["under_score"]);
    expect(await found("\\")).toEqual(["back\\slash"]);
    expect(await found("find.example")).toHaveLength(4);
    expect(await found("' OR 1=1 --")).toEqual([]);
    expect(await found("")).toHaveLength(4);
  });
});

describe("a field of a customer", () => {
  it.each<[string, object, RegExp]>([
    ["name", { name: undefined }, /is missing/],
    ["name", { name: "  " }, /must not be empty/],
    ["name", { name: "x".repeat(151) }, /at most 150/],
    ["name", { name: "two\nlines" }, /one line/],
    ["name", { name: 5 }, /must be text/],
    ["name", { name: null }, /must be text/],
    ["email", { email: "nobody" }, /complete email address/],
    ["email", { email: "a@b" }, /complete email address/],
    ["email", { email: "a@b.c, d@e.f" }, /complete email address/],
    ["email", { email: "Name <a@b.example>" }, /complete email address/],
    ["email", { email: "a@b.example\r\nBcc: x@y.example" }, /complete email address/],
    ["email", { email: `${"x".repeat(250)}@b.example` }, /at most 254/],
    ["address", { address: "x".repeat(501) }, /at most 500/],
    ["taxId", { taxId: "x".repeat(41) }, /at most 40/],
    ["locale", { locale: "german" }, /language tag/],
    ["locale", { locale: "en_US" }, /language tag/],
    ["currency", { currency: "eur" }, /ISO 4217/],
    ["onlinePayment", { onlinePayment: "card" }, /\w/],
    ["onlinePayment", { onlinePayment: [] }, /must name a connection/],
    ["onlinePayment.0", { onlinePayment: ["con_00000000000000000000000000"] }, /not a connection/],
    ["credit", { credit: [{ amount: 1, currency: "EUR" }] }, /not a field that can be set/],
    ["id", { id: "cus_00000000000000000000000000" }, /not a field that can be set/],
    ["businessId", { businessId: "biz_1" }, /not a field that can be set/],
    ["createdAt", { createdAt: "2020-01-01T00:00:00Z" }, /not a field that can be set/],
  ])("is refused at %s when it is %j [attack 34]", async (path, change, message) => {
    const { id } = await seller.ask("POST", "/customers", { name: "Kept" });
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    const isChange = !Object.values(change).includes(undefined);
    for (const [method, at, body] of [
      ["POST", "/customers", { name: "New", ...change }],
      ...(isChange ? [["PATCH", `/customers/${id}`, change] as const] : []),
    ] as const) {
      const answer = await seller.request(method, at, body);
      expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
      expect(answer.body.errors).toMatchObject([{ path, message: expect.stringMatching(message) }]);
      expect(answer.body.detail).toBe(`${path} ${answer.body.errors[0].message}.`);
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });
});
