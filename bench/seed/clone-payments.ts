import { newToken } from "#src/platform/ids.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { Client } from "pg";
import type { Installation } from "../installation.ts";
import { asSuperuser } from "../place.ts";
import { idOfClone } from "./clone-ids.ts";

export interface Original {
  readonly invoiceId: string;
  readonly paymentId: string;
  readonly sessionId: string;
}

/** An invoice over three lines, sent, whose payer has pressed Pay: nothing is paid yet. */
export async function openOriginal({ seller }: Installation): Promise<Original> {
  const { invoiceId, payLink } = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(payLink));
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  return { invoiceId, paymentId: data[0].id, sessionId };
}

/** What belongs to an invoice with an open payment, each table as a copy of the original's rows. */
const COPIES = [
  `insert into invoices select r.* from invoices o, clone c, lateral jsonb_populate_record(o,
     jsonb_build_object('id', c.invoice, 'online_token_sealed', c.page_sealed,
       'number', split_part(o.number, '-', 1) || '-' || c.number + 100000)) r where o.id = $1`,
  `insert into invoice_lines select r.* from invoice_lines o, clone c,
     lateral jsonb_populate_record(o, jsonb_build_object('invoice_id', c.invoice)) r
     where o.invoice_id = $1`,
  `insert into pay_links select r.* from pay_links o, clone c,
     lateral jsonb_populate_record(o, jsonb_build_object('id', c.link, 'invoice_id', c.invoice,
       'token_sealed', c.link_sealed)) r where o.invoice_id = $1`,
  `insert into payments select r.* from payments o, clone c,
     lateral jsonb_populate_record(o, jsonb_build_object('id', c.payment, 'invoice_id', c.invoice,
       'session_id', c.session)) r where o.invoice_id = $1`,
  `insert into ledger_transactions select r.* from ledger_transactions o, clone c,
     lateral jsonb_populate_record(o, jsonb_build_object('id', 'txn_' || c.digits,
       'cause_id', c.invoice)) r where o.cause_id = $1`,
  `insert into ledger_entries select r.* from ledger_entries o
     join ledger_transactions t on t.id = o.transaction_id, clone c,
     lateral jsonb_populate_record(o, jsonb_build_object('transaction_id', 'txn_' || c.digits,
       'id', left(o.id, 6) || right(o.id, 2) || c.digits)) r where t.cause_id = $1`,
];

/**
 * Copies an open payment so many times, with invoice, lines, link and bookings, and numbers the
 * copies from 1. Written past the triggers, which rightly refuse invoices that nobody finalized.
 */
export async function clonePayments(
  { databaseUrl, parts, seller }: Installation,
  { invoiceId }: Original,
  count: number,
): Promise<void> {
  const { vault } = parts.runtime;
  const clones = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const digits = String(number).padStart(26, "0");
    const [invoice, link] = [idOfClone("invoice", number), `lnk_${digits}`];
    const seal = (place: string) => `\\x${vault.seal(place, newToken()).toString("hex")}`;
    return {
      number,
      digits,
      invoice,
      link,
      payment: idOfClone("payment", number),
      session: idOfClone("session", number),
      page_sealed: seal(`online_page:${seller.businessId}:${invoice}`),
      link_sealed: seal(`pay_link:${seller.businessId}:${link}`),
    };
  });
  const client = new Client({ connectionString: asSuperuser(databaseUrl) });
  await client.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    await client.query(
      `create temporary table clone (number int, digits text, invoice text, link text, payment text,
       session text, page_sealed text, link_sealed text) on commit drop`,
    );
    await client.query(
      "insert into clone select * from json_populate_recordset(null::clone, $1::json)",
      [JSON.stringify(clones)],
    );
    for (const copy of COPIES) await client.query(copy, [invoiceId]);
    await client.query(
      "update number_series set next_value = next_value + 200000 where kind = 'invoice'",
    );
    await client.query("commit; analyze");
  } finally {
    await client.end();
  }
}
