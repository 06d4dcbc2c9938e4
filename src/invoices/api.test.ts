import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

let app: TestApp;
/** One business for all that is refused: nothing of it is written. */
let seller: Seller;
let customerId: string;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-11-20T10:00:00Z") });
  ({ seller, customerId } = await sellerWithCustomer());
});
afterAll(() => app.stop());

describe("a draft", () => {
  it("is totalled by the server, line by line and rate by rate [R1]", async () => {
    const draft = await seller.ask("POST", "/invoices", newInvoice(customerId));
    expect(draft).toMatchObject({
      status: "draft",
      number: null,
      customerName: "Atelier Moreau",
      subtotal: 27_997,
      taxes: [
        { rate: "7", base: 2997, tax: 210 },
        { rate: "19", base: 25_000, tax: 4750 },
      ],
      taxTotal: 4960,
      total: 32_957,
      amountPaid: 0,
      amountDue: 32_957,
      dueOn: "2026-12-04",
      issuedOn: null,
      payable: { payable: false },
    });
    expect(draft.lines.map(({ amount }: { amount: number }) => amount)).toEqual([
      20_000, 2997, 5000,
    ]);
  });

  it("comes to the same in a preview, which writes nothing [R1]", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    const preview = await seller.ask("POST", "/invoices/preview", newInvoice(customerId));
    expect(preview).toMatchObject({ subtotal: 27_997, taxTotal: 4960, total: 32_957 });
    expect(preview.document).toMatchObject({ total: "€329.57", number: null });
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it("can be changed in everything, and its totals follow [R1]", async () => {
    const { id } = await seller.ask("POST", "/invoices", newInvoice(customerId));
    const changed = await seller.ask("PATCH", `/invoices/${id}`, {
      currency: "JPY",
      taxInclusive: true,
      dueOn: null,
      notes: "Thanks",
      lines: [{ description: "Design", quantity: "1", unitPrice: "1100", taxRate: "10" }],
    });
    expect(changed).toMatchObject({
      currency: "JPY",
      subtotal: 1000,
      taxTotal: 100,
      total: 1100,
      dueOn: null,
      notes: "Thanks",
    });
  });

  it("is deleted for good, and then is not found", async () => {
    const { id } = await seller.ask("POST", "/invoices", newInvoice(customerId));
    expect((await seller.request("DELETE", `/invoices/${id}`)).status).toBe(204);
    for (const method of ["GET", "DELETE"]) {
      expect((await seller.request(method, `/invoices/${id}`)).status).toBe(404);
    }
  });

  it("without lines cannot be final", async () => {
    const { id } = await seller.ask("POST", "/invoices", newInvoice(customerId, { lines: [] }));
    expect(await seller.request("POST", `/invoices/${id}/finalize`)).toMatchObject({
      status: 409,
      body: { code: "invoice_empty" },
    });
    expect((await seller.ask("GET", `/invoices/${id}`)).status).toBe("draft");
  });
});

describe("what a client may not decide", () => {
  it.each([
    { total: 1 },
    { subtotal: 1 },
    { taxTotal: 0 },
    { amountPaid: 32_957 },
    { amountDue: 0 },
    { paid: true },
    { paidOn: "2026-11-20" },
    { status: "paid" },
    { number: "2026-0001" },
    { businessId: "biz_00000000000000000000000000" },
    { mode: "live" },
    { id: "inv_00000000000000000000000000" },
    { createdAt: "2020-01-01T00:00:00Z" },
    { viewUrl: "https://evil.example" },
    { onlineViewEnabled: true },
    { role: "owner" },
  ])("is refused by name when an invoice is made: %j [attack 34]", async (field) => {
    const [path] = Object.keys(field);
    await expectRefused(seller, "POST", "/invoices", newInvoice(customerId, field), {
      path: String(path),
      message: "is not a field that can be set here",
    });
  });

  it("is refused inside a line, and on a draft [attack 34]", async () => {
    const line = { ...THREE_LINES[0], amount: 1 };
    const problem = { message: "is not a field that can be set here" };
    await expectRefused(seller, "POST", "/invoices", newInvoice(customerId, { lines: [line] }), {
      path: "lines.0.amount",
      ...problem,
    });
    const { id } = await seller.ask("POST", "/invoices", newInvoice(customerId));
    for (const path of ["status", "total", "number", "amountPaid", "issuedOn", "sentAt"]) {
      const change = { [path]: path === "total" ? 1 : "paid" };
      await expectRefused(seller, "PATCH", `/invoices/${id}`, change, { path, ...problem });
    }
  });
});

describe("a field of an invoice", () => {
  const line = { description: "Design", quantity: "1", unitPrice: "1.00", taxRate: "19" };
  it.each<[string, object, RegExp]>([
    ["customerId", { customerId: undefined }, /is missing/],
    ["customerId", { customerId: "cus_1" }, /begins with cus_/],
    ["customerId", { customerId: "inv_00000000000000000000000000" }, /begins with cus_/],
    ["customerId", { customerId: "cus_00000000000000000000000000" }, /not a customer of this/],
    ["currency", { currency: "eur" }, /upper case/],
    ["currency", { currency: "XXX" }, /ISO 4217/],
    ["currency", { currency: "EURO" }, /ISO 4217/],
    ["dueOn", { dueOn: "2026-02-30" }, /a day that exists/],
    ["dueOn", { dueOn: "2026-13-01" }, /a day that exists/],
    ["dueOn", { dueOn: "20.11.2026" }, /YYYY-MM-DD/],
    ["dueOn", { dueOn: "2026-11-20T00:00:00Z" }, /YYYY-MM-DD/],
    ["dueOn", { dueOn: "0000-01-01" }, /a day that exists/],
    ["lines", { lines: undefined }, /is missing/],
    ["lines", { lines: times(1001, line) }, /at most 1000 lines/],
    ["lines.0.description", { lines: [{ ...line, description: "" }] }, /must not be empty/],
    ["lines.0.description", { lines: [{ ...line, description: " \n" }] }, /must not be empty/],
    ["lines.0.description", { lines: [{ ...line, description: "x".repeat(2001) }] }, /2000/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "-1" }] }, /0.000001 to 1000000/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "0" }] }, /0.000001 to 1000000/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "1000001" }] }, /0.000001 to 1000000/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "1e3" }] }, /decimal text/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "NaN" }] }, /decimal text/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "Infinity" }] }, /decimal text/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "1,5" }] }, /decimal text/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: 1 }] }, /decimal text/],
    ["lines.0.quantity", { lines: [{ ...line, quantity: "0.0000001" }] }, /at most 6 decimals/],
    ["lines.0.unitPrice", { lines: [{ ...line, unitPrice: "1000000000000" }] }, /999999999999/],
    ["lines.0.unitPrice", { lines: [{ ...line, unitPrice: "12.50 EUR" }] }, /decimal text/],
    ["lines.0.taxRate", { lines: [{ ...line, taxRate: "-1" }] }, /0 to 100/],
    ["lines.0.taxRate", { lines: [{ ...line, taxRate: "100.01" }] }, /0 to 100/],
    [
      "lines.0",
      { lines: [{ ...line, quantity: "1000000", unitPrice: "999999999999" }] },
      /9007199254740991/,
    ],
    [
      "lines",
      { lines: times(9, { ...line, quantity: "10", unitPrice: "999999999999" }) },
      /come to more than/,
    ],
    ["lines", { lines: [{ ...line, unitPrice: "-1" }] }, /less than zero/],
    ["notes", { notes: "x".repeat(2001) }, /at most 2000/],
    ["taxInclusive", { taxInclusive: "yes" }, /true or false/],
    ["onlinePayment", { onlinePayment: "maybe" }, /\w/],
    ["onlinePayment.0", { onlinePayment: ["con_00000000000000000000000000"] }, /not a connection/],
  ])("is refused at %s when it is %j", async (path, change, message) => {
    const body = newInvoice(customerId, change);
    await expectRefused(seller, "POST", "/invoices", body, { path, message });
  });

  it("keeps amounts exact up to the largest a JSON number carries [fault 26]", async () => {
    const most = [{ description: "All", quantity: "1000", unitPrice: "90071992547.40991" }];
    const { total } = await seller.ask(
      "POST",
      "/invoices",
      newInvoice(customerId, { lines: most }),
    );
    expect(total).toBe(Number.MAX_SAFE_INTEGER);
    const more = [{ ...most[0], unitPrice: "90071992547.40992" }];
    await expectRefused(seller, "POST", "/invoices", newInvoice(customerId, { lines: more }), {
      path: "lines.0",
      message: /more than 9007199254740991/,
    });
  });

  it("refuses taxes too large to count although the total is small [fault 26]", async () => {
    const big = { description: "x", quantity: "90", unitPrice: "999999999999" };
    const lines = [
      { ...big, taxRate: "100" },
      { ...big, taxRate: "100" },
      ...times(3, { ...big, unitPrice: "-999999999999", taxRate: "0" }),
    ];
    await expectRefused(seller, "POST", "/invoices", newInvoice(customerId, { lines }), {
      path: "lines",
      message: /more than 9007199254740991/,
    });
  });
});

async function sellerWithCustomer() {
  const seller = await app.seller();
  const customer = await seller.ask("POST", "/customers", {
    name: "Atelier Moreau",
    email: "compta@moreau.example",
  });
  return { seller, customerId: String(customer.id) };
}

function newInvoice(customerId: string, change: object = {}): object {
  return { customerId, currency: "EUR", lines: THREE_LINES, ...change };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

async function expectRefused(
  seller: Seller,
  method: string,
  path: string,
  body: object,
  problem: { path: string; message: RegExp | string },
): Promise<void> {
  const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
  const answer = await seller.request(method, path, body);
  expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.body.errors[0]).toMatchObject({
    path: problem.path,
    message: expect.stringMatching(problem.message),
  });
  expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
}
