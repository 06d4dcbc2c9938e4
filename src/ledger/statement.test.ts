import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import type { Seller } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("the statement of an account", () => {
  it("brings the balance forward and carries it from line to line [R41]", async () => {
    const { seller, cash } = await withCash();
    const path = `/accounts/${cash}/statement?from=2026-02-01&to=2026-02-28`;
    const { data } = await seller.ask("GET", path);
    expect(data).toMatchObject([
      { entryId: null, on: "2026-02-01", currency: "EUR", amount: 0, balance: 1000, cause: null },
      { on: "2026-02-03", amount: 2000, balance: 3000, cause: { type: "payment" } },
      { on: "2026-02-28", amount: 4000, balance: 7000 },
    ]);
    const { data: whole } = await seller.ask("GET", `/accounts/${cash}/statement`);
    expect(whole.map(({ balance }: { balance: number }) => balance)).toEqual([
      1000, 3000, 7000, 15_000,
    ]);
    const { data: balances } = await seller.ask("GET", "/ledger/balances");
    expect(balances).toContainEqual(expect.objectContaining({ accountId: cash, balance: 15_000 }));
  });

  it("is a table for a spreadsheet, too", async () => {
    const { seller, cash } = await withCash();
    const accept = { accept: "text/csv" };
    const path = `/accounts/${cash}/statement?from=2026-03-01`;
    const answer = await seller.request("GET", path, undefined, accept);
    expect(answer.body.trim().split("\r\n")).toHaveLength(3);
    expect(answer.body).toContain("EUR,8000,15000");
  });

  it("refuses a period that ends before it begins", async () => {
    const { seller, cash } = await withCash();
    const path = `/accounts/${cash}/statement?from=2026-03-01&to=2026-02-28`;
    expect(await seller.request("GET", path)).toMatchObject({
      status: 400,
      body: { errors: [{ path: "to" }] },
    });
  });
});

describe("the trial balance", () => {
  it("is zero at the end of any day, and counts what is dated up to it [R40]", async () => {
    const { seller, cash } = await withCash();
    for (const [on, expected] of [
      ["2026-01-30", undefined],
      ["2026-01-31", 1000],
      ["2026-02-28", 7000],
      ["2026-03-31", 15_000],
    ] as const) {
      const { data } = await seller.ask("GET", `/ledger/balances?on=${on}`);
      const rows = data as { accountId: string; balance: number }[];
      expect(rows.find(({ accountId }) => accountId === cash)?.balance).toBe(expected);
      expect(rows.reduce((sum, { balance }) => sum + balance, 0)).toBe(0);
    }
  });
});

/** Four payments in cash, one of them on the last day of February. */
async function withCash(): Promise<{ seller: Seller; cash: string }> {
  const seller = await app.seller();
  const { invoiceId } = await seller.sendInvoice();
  for (const [paidOn, amount] of [
    ["2026-01-31", 1000],
    ["2026-02-03", 2000],
    ["2026-02-28", 4000],
    ["2026-03-01", 8000],
  ]) {
    const payment = { amount, paidOn, method: "cash" };
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, payment);
  }
  const { data } = await seller.ask("GET", "/accounts");
  const cash = data.find(({ purpose }: { purpose: string }) => purpose === "cash").id;
  return { seller, cash };
}
