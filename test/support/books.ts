import { expect } from "vitest";
import { checkBooks } from "#src/ledger/check-books.ts";
import type { TestApp } from "./app.ts";
import type { Seller } from "./seller.ts";

/** Every invariant of the books holds, for every business of the app. */
export async function expectSoundBooks(app: TestApp): Promise<void> {
  const checked = await checkBooks(app.parts.runtime.db);
  expect(checked.length).toBeGreaterThan(8);
  expect(checked.filter(({ violations }) => violations.length > 0)).toEqual([]);
}

/** Names of fields whose values differ between two runs of the same story. */
const OF_THE_RUN = /^(?:id|.*Ids?|at|.*At|.*On|.*Url|.*Link|cursor|html|text|to|actor|details)$/;

/**
 * All that the API tells about an invoice and its money, without ids, times and addresses: two runs
 * that came to the same end answer alike.
 */
export async function endStateOf(seller: Seller, invoiceId: string): Promise<unknown> {
  const invoice = await seller.ask("GET", `/invoices/${invoiceId}`);
  const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  const { data: history } = await seller.ask("GET", `/invoices/${invoiceId}/history`);
  const { data: customers } = await seller.ask("GET", "/customers");
  const { data: test } = await seller.ask("GET", "/ledger/balances?mode=test");
  const { data: live } = await seller.ask("GET", "/ledger/balances");
  return withoutRun({
    invoice,
    payments: sorted(payments),
    mails: sorted(mails),
    history: sorted(history),
    customers,
    test: sorted(test),
    live: sorted(live),
  });
}

function sorted(list: object[]): object[] {
  const comparable = list.map((item) => withoutRun(item) as object);
  return comparable.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function withoutRun(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRun);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !OF_THE_RUN.test(name))
      .map(([name, inner]) => [name, withoutRun(inner)]),
  );
}
