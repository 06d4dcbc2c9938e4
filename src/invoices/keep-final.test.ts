import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

let app: TestApp;
/** The owner of the tables, seeing the business: whoever gets past the application's own role. */
let owner: Client;
let businessId: string;
let invoiceId: string;
let before: string[];

beforeAll(async () => {
  app = await startTestApp();
  const seller = await app.seller();
  ({ businessId } = seller);
  ({ invoiceId } = await seller.sendInvoice());
  owner = new Client({ connectionString: app.databaseUrl });
  await owner.connect();
  await owner.query("select set_config('app.business', $1, false)", [businessId]);
  before = await rowsOfBusiness(app.databaseUrl, businessId);
});
afterAll(async () => {
  await owner.end();
  await app.stop();
});

/** What may still be written, because it happens after the invoice is final. */
const HAPPENS_LATER = [
  "online_payment",
  "online_token_sealed",
  "online_view_enabled",
  "sent_at",
  "viewed_at",
  "voided_at",
];

describe("a final invoice in the database", () => {
  it("keeps each of its columns but those for what happens later, whoever asks", async () => {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name = 'invoices' order by 1`,
    );
    const changeable: string[] = [];
    for (const { name, type } of rows) {
      await owner.query("begin");
      const changed = owner.query(
        `update invoices set ${name} = ${otherValue(name, type)} where id = $1`,
        [invoiceId],
      );
      await changed.then(
        () => changeable.push(name),
        (error: Error) => expect(error.message, name).toMatch(/is final and cannot be changed/),
      );
      await owner.query("rollback");
    }
    expect(changeable).toEqual(HAPPENS_LATER);
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each([
    ["delete from invoices where id = $1", /is final and cannot be deleted/],
    ["update invoice_lines set amount_minor = 1 where invoice_id = $1", /lines cannot be changed/],
    ["update invoice_lines set description = 'x' where invoice_id = $1", /lines cannot be changed/],
    ["delete from invoice_lines where invoice_id = $1", /lines cannot be changed/],
    [
      `insert into invoice_lines select business_id, invoice_id, 9, 'more', 1, 1, null, 100
       from invoice_lines where invoice_id = $1 and position = 0`,
      /lines cannot be changed/,
    ],
  ])("refuses %s", async (statement, words) => {
    await expect(owner.query(statement, [invoiceId])).rejects.toThrow(words);
    expect(await rowsOfBusiness(app.databaseUrl, businessId)).toEqual(before);
  });

  it("takes no line of another invoice, and gives none away", async () => {
    const seller = await app.seller();
    await owner.query("select set_config('app.business', $1, false)", [seller.businessId]);
    const { customerId, invoiceId: final } = await seller.sendInvoice();
    const draft = await seller.ask("POST", "/invoices", {
      customerId,
      currency: "EUR",
      lines: [{ description: "More", quantity: "1", unitPrice: "1" }],
    });
    const move = (from: string, to: string) =>
      owner.query(
        "update invoice_lines set invoice_id = $2, position = 9 where invoice_id = $1 and position = 0",
        [from, to],
      );
    await expect(move(final, draft.id)).rejects.toThrow(/lines cannot be changed/);
    await expect(move(draft.id, final)).rejects.toThrow(/lines cannot be changed/);
  });

  it("stays void once it is", async () => {
    const seller = await app.seller();
    await owner.query("select set_config('app.business', $1, false)", [seller.businessId]);
    const { invoiceId: id } = await seller.sendInvoice();
    await seller.ask("POST", `/invoices/${id}/void`);
    for (const value of ["null", "now()"]) {
      const changed = owner.query(`update invoices set voided_at = ${value} where id = $1`, [id]);
      await expect(changed).rejects.toThrow(/is final and cannot be changed/);
    }
  });
});

function otherValue(name: string, type: string): string {
  switch (type) {
    case "boolean":
      return `not ${name}`;
    case "bigint":
      return `${name} + 1`;
    case "date":
      return `coalesce(${name}, '2026-01-01') + 1`;
    case "timestamp with time zone":
      return `coalesce(${name}, now()) + interval '1 second'`;
    case "jsonb":
      return `'"none"'`;
    case "bytea":
      return `'\\x00'`;
    default:
      return `coalesce(${name}, '') || 'x'`;
  }
}
