import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

const DUE = 32_957;

let app: TestApp;
let today: string;
let yesterday: string;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp();
  today = dayOf(0);
  yesterday = dayOf(-1);
});
beforeEach(async () => {
  seller = await app.seller();
});
afterAll(async () => {
  await expectSoundBooks(app);
  await app.stop();
});

describe("a payment recorded by hand", () => {
  it("pays an invoice in parts and then in full, each with a receipt [R44]", async () => {
    const { invoiceId, viewUrl } = await seller.sendInvoice();
    const part = await record(invoiceId, { amount: 10_000, method: "cash", reference: "Till 7" });
    expect(part).toMatchObject({
      processor: "manual",
      connectionId: null,
      mode: "live",
      status: "succeeded",
      amount: 10_000,
      currency: "EUR",
      amountApplied: 10_000,
      amountUnapplied: 0,
      amountRefunded: 0,
      recorded: true,
      recordedOn: today,
      method: { type: "cash" },
      reference: "Till 7",
      fee: null,
      dispute: null,
    });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 10_000,
      amountDue: DUE - 10_000,
      paidOn: null,
    });
    const rest = await record(invoiceId, { amount: DUE - 10_000, method: "bank_transfer" });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      amountDue: 0,
      mode: "live",
    });
    expect(part.receiptNumber).not.toBe(rest.receiptNumber);
    expect(await openPage(viewUrl)).toMatchObject({ status: "paid", mode: "live" });
    expect((await openPage(rest.receiptUrl)).code).toBe(200);
    expect(await balances()).toMatchObject({
      "Accounts receivable": 0,
      Cash: 10_000,
      Bank: DUE - 10_000,
    });
  });

  it("is refused above what is due, to the cent, and kept as credit when that is allowed [R44]", async () => {
    const { invoiceId, customerId } = await seller.sendInvoice();
    await expectRefused(invoiceId, { amount: DUE + 1 }, 409, "amount_exceeds_due");
    const payment = await record(invoiceId, { amount: DUE + 1, allowCredit: true });
    expect(payment).toMatchObject({ amountApplied: DUE, amountUnapplied: 1 });
    expect((await seller.ask("GET", `/customers/${customerId}`)).credit).toEqual([
      { amount: 1, currency: "EUR" },
    ]);
    await expectRefused(invoiceId, { amount: 1 }, 409, "invoice_already_paid");
  });

  it("of two at once is taken once when both would be too much [R44]", async () => {
    const { invoiceId } = await seller.sendInvoice();
    const body = { amount: DUE, paidOn: today, method: "cash" };
    const answers = await Promise.all(
      [1, 2, 3].map(() => seller.request("POST", `/invoices/${invoiceId}/payments`, body)),
    );
    const codes = answers.map(({ status, body: { code } }) => String(code ?? status));
    expect(codes.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "201",
      "invoice_already_paid",
      "invoice_already_paid",
    ]);
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).amountPaid).toBe(DUE);
  });

  it("closes the payer's open page first, and takes no second payment there [R44]", async () => {
    const { secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    await record(invoiceId, { amount: 1000 });
    const { status } = await app.sandbox.client(secretKey).checkout.sessions.retrieve(session);
    expect(status).toBe("expired");
    const next = sessionOf(await pressPay(payLink));
    const { amount_total: amount } = await app.sandbox
      .client(secretKey)
      .checkout.sessions.retrieve(next);
    expect(amount).toBe(DUE - 1000);
  });

  it("leaves the payer's page open when it is refused [R44]", async () => {
    const { secretKey } = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    await expectRefused(invoiceId, { paidOn: dayOf(2) }, 400, "validation_failed", "paidOn");
    const { status } = await app.sandbox.client(secretKey).checkout.sessions.retrieve(session);
    expect(status).toBe("open");
  });

  it("is refused inside closed books and on a day to come [R42]", async () => {
    const { invoiceId } = await seller.sendInvoice();
    await seller.ask("PATCH", "/business", { booksLockedThrough: yesterday });
    await expectRefused(invoiceId, { paidOn: yesterday }, 409, "period_locked");
    await expectRefused(invoiceId, { paidOn: dayOf(2) }, 400, "validation_failed", "paidOn");
    expect(await record(invoiceId, { amount: 1, paidOn: today })).toMatchObject({
      recordedOn: today,
    });
  });

  it("goes to the account that was chosen [R41]", async () => {
    const { invoiceId } = await seller.sendInvoice();
    const account = await seller.ask("POST", "/accounts", { name: "Safe", type: "asset" });
    await record(invoiceId, { amount: 500, depositAccountId: account.id });
    expect(await balances()).toMatchObject({ Safe: 500 });
  });

  it("is refused on a draft and on a void invoice", async () => {
    const { invoiceId } = await seller.sendInvoice();
    const copy = await seller.ask("POST", `/invoices/${invoiceId}/duplicate`);
    await expectRefused(copy.id, {}, 409, "invoice_not_open");
    await seller.ask("POST", `/invoices/${invoiceId}/void`);
    await expectRefused(invoiceId, {}, 409, "invoice_not_open");
    await expectRefused(invoiceId, { allowCredit: true }, 409, "invoice_not_open");
  });

  it("keeps an invoice from being voided [R44]", async () => {
    const { invoiceId } = await seller.sendInvoice();
    await record(invoiceId, { amount: 1 });
    expect(await seller.request("POST", `/invoices/${invoiceId}/void`)).toMatchObject({
      status: 409,
      body: { code: "invoice_has_payments" },
    });
  });
});

describe("a field of a payment by hand", () => {
  it.each<[string, object]>([
    ["amount", { amount: 0 }],
    ["amount", { amount: -1 }],
    ["amount", { amount: 1.5 }],
    ["amount", { amount: "100" }],
    ["amount", { amount: undefined }],
    ["amount", { amount: 9_007_199_254_740_992 }],
    ["paidOn", { paidOn: "2026-02-30" }],
    ["paidOn", { paidOn: "today" }],
    ["paidOn", { paidOn: undefined }],
    ["method", { method: "card" }],
    ["method", { method: "stripe" }],
    ["reference", { reference: "x".repeat(101) }],
    ["depositAccountId", { depositAccountId: "acc_00000000000000000000000000" }],
    ["allowCredit", { allowCredit: "true" }],
    ["currency", { currency: "USD" }],
    ["status", { status: "succeeded" }],
    ["mode", { mode: "live" }],
    ["processor", { processor: "stripe" }],
    ["amountApplied", { amountApplied: 1 }],
    ["receiptNumber", { receiptNumber: "R-1" }],
  ])("is refused at %s when it is %j [attack 34]", async (path, change) => {
    const { invoiceId } = await seller.sendInvoice();
    await expectRefused(invoiceId, change, 400, "validation_failed", path);
  });
});

describe("the list of payments", () => {
  it("is filtered by status, invoice, customer and whether it is in the books", async () => {
    const { invoiceId, customerId } = await seller.sendInvoice();
    const other = await seller.sendInvoice();
    const { id } = await record(invoiceId, { amount: 5 });
    await record(other.invoiceId, { amount: 7 });
    const idsOf = async (query: string) => {
      const { data } = await seller.ask("GET", `/payments?${query}`);
      return data.map((payment: { id: string }) => payment.id);
    };
    expect(await idsOf(`invoiceId=${invoiceId}`)).toEqual([id]);
    expect(await idsOf(`customerId=${customerId}`)).toEqual([id]);
    expect(await idsOf("status=succeeded")).toHaveLength(2);
    expect(await idsOf("status=failed")).toEqual([]);
    expect(await idsOf("recorded=true")).toHaveLength(2);
    expect(await idsOf("recorded=false")).toEqual([]);
    expect(await idsOf("unapplied=true")).toEqual([]);
    expect(await idsOf("disputed=true")).toEqual([]);
    for (const query of ["status=paid", "recorded=1", "invoiceId=1", "invoiceId=cus_1", "x=1"]) {
      expect((await seller.request("GET", `/payments?${query}`)).status).toBe(400);
    }
  });

  it("is told page by page, each payment once, newest first", async () => {
    const { invoiceId } = await seller.sendInvoice();
    const made: string[] = [];
    for (let amount = 1; amount <= 5; amount += 1) {
      made.unshift((await record(invoiceId, { amount })).id);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const query: string = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
      const page = await seller.ask("GET", `/payments?${query}`);
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
  });
});

function record(invoiceId: string, change: object) {
  return seller.ask("POST", `/invoices/${invoiceId}/payments`, byHand(change));
}

function byHand(change: object): object {
  return { amount: DUE, paidOn: today, method: "bank_transfer", ...change };
}

async function expectRefused(
  invoiceId: string,
  change: object,
  status: number,
  code: string,
  path?: string,
): Promise<void> {
  const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
  const answer = await seller.request("POST", `/invoices/${invoiceId}/payments`, byHand(change));
  expect(answer).toMatchObject({ status, body: { code } });
  if (path !== undefined) expect(answer.body.errors).toMatchObject([{ path }]);
  expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
}

async function balances(): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", "/ledger/balances");
  return Object.fromEntries(
    data.map(({ name, balance }: { name: string; balance: number }) => [name, balance]),
  );
}

/** A day in the seller's time zone, so many days from today. */
function dayOf(offset: number): string {
  const at = new Date(Date.now() + offset * 86_400_000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(at);
}
