import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay } from "#test/support/payer.ts";
import { checkBooks } from "./check-books.ts";

let app: TestApp;
let owner: Client;

beforeAll(async () => {
  app = await startTestApp();
  owner = new Client({ connectionString: app.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.stop();
});

/** A business with an invoice paid in part by hand, and another whose payer has pressed Pay. */
async function soundBusiness(): Promise<string> {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId } = await seller.sendInvoice();
  const payment = { amount: 10_000, paidOn: "2026-01-31", method: "cash" };
  await seller.ask("POST", `/invoices/${invoiceId}/payments`, payment);
  const { payLink } = await seller.sendInvoice();
  await pressPay(payLink);
  return seller.businessId;
}

/** The violations of one business by invariant. */
async function violationsOf(businessId: string): Promise<Record<string, string[]>> {
  const found = (await checkBooks(app.parts.runtime.db)).map(({ name, violations }) => [
    name,
    violations.filter((one) => one.startsWith(businessId)),
  ]);
  return Object.fromEntries(found.filter(([, violations]) => violations?.length));
}

const PAID = "status = 'succeeded'";
const POST = `insert into ledger_transactions values (:biz, 'txn_planted', '2026-06-30', 'live', 'planted', '1', now())`;
const ENTRY = (id: string, purpose: string, amount: number, currency = "EUR") =>
  `insert into ledger_entries select :biz, '${id}', 'txn_planted', id, ${amount}, '${currency}'
   from accounts where business_id = :biz and purpose = '${purpose}'`;

/** What the database's own rules would refuse is planted with those rules taken away first. */
const PLANTS: readonly (readonly [invariant: string, statements: string[]])[] = [
  [
    "I19 nothing stays unknown for long without a notice",
    [
      `update payments set status = 'unknown', unknown_since = now() - interval '3 hours'
       where business_id = :biz and processor = 'stripe'`,
      "update connections set last_sweep_at = now() where business_id = :biz",
    ],
  ],
  [
    "I1 every transaction is zero per currency",
    [
      "drop trigger require_balanced_transaction on ledger_entries",
      POST,
      ENTRY("ent_planted", "cash", 5),
    ],
  ],
  [
    "I2 the books are zero per currency and mode",
    [POST, ENTRY("ent_a", "cash", 5), ENTRY("ent_b", "bank", -5, "USD")],
  ],
  [
    "I6 nothing is applied beyond what an invoice comes to",
    [
      `insert into invoice_applications
         (business_id, id, invoice_id, kind, source_id, cause_id, method, mode, amount_minor, applied_at)
       select business_id, 'app_planted', id, 'payment', 'nobody', 'nobody',
       'cash', 'live', total_minor, now() from invoices where business_id = :biz and number like '%1'`,
    ],
  ],
  [
    "I7 what a payment says it applied is what counts against its invoice",
    [
      `update payments set applied_minor = applied_minor - 1, unapplied_minor = unapplied_minor + 1 where ${PAID}`,
    ],
  ],
  [
    "I7 what a payment holds unapplied is the customer's credit",
    [
      `insert into customer_credits select business_id, 'crd_planted', customer_id, id, 'live', 1, 'EUR', now()
       from payments where ${PAID}`,
    ],
  ],
  [
    "I9 what went back is never more than what was collected",
    [`update payments set refunded_minor = 1, applied_minor = applied_minor - 1 where ${PAID}`],
  ],
  [
    "I11 every recorded payment is in the ledger once",
    ["update payments set recorded_on = '2026-06-30' where status = 'started'"],
  ],
  [
    "I12 numbers of the series have no gap",
    ["update number_series set next_value = next_value - 1 where kind = 'invoice'"],
  ],
  [
    "I12 numbers of the series have no gap",
    ["update number_series set next_value = next_value + 1 where kind = 'receipt'"],
  ],
  [
    "I13 money of another currency is never applied",
    [`update payments set currency = 'USD' where ${PAID}`],
  ],
  [
    "I14 at most one open payment page per invoice",
    [
      "drop index payments_one_open_session",
      `update payments set session_state = 'open', invoice_id = (select invoice_id from payments
       where status = 'started') where ${PAID}`,
    ],
  ],
  [
    "I20 the receivable in the ledger is what invoices are due, less test money",
    [POST, ENTRY("ent_a", "receivable", 5), ENTRY("ent_b", "bank", -5)],
  ],
  [
    "I20 the receivable in the ledger is what invoices are due, less test money",
    [POST, ENTRY("ent_a", "receivable", 5, "USD"), ENTRY("ent_b", "bank", -5, "USD")],
  ],
  [
    // last: without this constraint no letter can be written any more
    "I17 one receipt and one notification per payment and address",
    [
      "alter table mails drop constraint mails_business_id_kind_cause_key",
      ...["1", "2"].map(
        (
          copy,
        ) => `insert into mails (business_id, id, kind, cause, recipients, content_sealed, message_id, created_at)
          values (:biz, 'mail_${copy}', 'receipt', 'pay_1', '{a@b.example}', '', '<${copy}@x>', now())`,
      ),
    ],
  ],
];

describe("the check of the books", () => {
  it("finds nothing in sound books", async () => {
    const businessId = await soundBusiness();
    expect(await violationsOf(businessId)).toEqual({});
    await expectSoundBooks(app);
  });

  it.each(PLANTS)("finds where it does not hold that %s", async (invariant, statements) => {
    const untouched = await soundBusiness();
    const businessId = await soundBusiness();
    await owner.query("select set_config('app.business', $1, false)", [businessId]);
    const plant = statements.map((one) => one.replaceAll(":biz", `'${businessId}'`)).join(";");
    await owner.query(plant); // one query, one transaction

    expect(Object.keys(await violationsOf(businessId))).toContain(invariant);
    expect(await violationsOf(untouched)).toEqual({});
  });

  it("has a planted violation above for each of its invariants", async () => {
    const names = (await checkBooks(app.parts.runtime.db)).map(({ name }) => name);
    expect([...new Set(PLANTS.map(([name]) => name))].toSorted()).toEqual(names.toSorted());
  });
});
