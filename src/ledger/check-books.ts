import { sql } from "kysely";
import { type Database, transact } from "#src/platform/database.ts";

export interface CheckedInvariant {
  readonly name: string;
  /** One line for each place where it does not hold. */
  readonly violations: readonly string[];
}

/**
 * What must hold in the books of a business, as queries that find where it does not. Deliberately
 * plain SQL over the tables of several rooms: it proves the rooms right and must not share their code.
 */
export const INVARIANTS: readonly { name: string; query: string }[] = [
  {
    name: "I1 every transaction is zero per currency",
    query: `select transaction_id || ' is off by ' || sum(amount_minor) || ' ' || currency as found
      from ledger_entries group by transaction_id, currency having sum(amount_minor) <> 0`,
  },
  {
    name: "I2 the books are zero per currency and mode",
    query: `select t.mode || ' ' || e.currency || ' is off by ' || sum(e.amount_minor) as found
      from ledger_entries e join ledger_transactions t on t.business_id = e.business_id and t.id = e.transaction_id
      group by t.mode, e.currency having sum(e.amount_minor) <> 0`,
  },
  {
    name: "I6 nothing is applied beyond what an invoice comes to",
    query: `select i.id || ' has ' || sum(a.amount_minor) || ' of ' || i.total_minor as found
      from invoices i join invoice_applications a on a.business_id = i.business_id and a.invoice_id = i.id
      group by i.id, i.total_minor having sum(a.amount_minor) > i.total_minor or sum(a.amount_minor) < 0`,
  },
  {
    name: "I7 what a payment says it applied is what counts against its invoice",
    query: `select p.id || ' says ' || p.applied_minor as found from payments p
      where p.applied_minor <> (select coalesce(sum(a.amount_minor), 0) from invoice_applications a
        where a.business_id = p.business_id and a.source_id = p.id)`,
  },
  {
    name: "I7 what a payment holds unapplied is the customer's credit",
    query: `select p.id || ' says ' || p.unapplied_minor as found from payments p
      where p.unapplied_minor <> (select coalesce(sum(c.amount_minor), 0) from customer_credits c
        where c.business_id = p.business_id and c.payment_id = p.id)`,
  },
  {
    name: "I11 every recorded payment is in the ledger once",
    query: `select p.id as found from payments p where p.recorded_on is not null and p.cleared_at is null
      and (select count(*) from ledger_transactions t where t.business_id = p.business_id
        and t.cause_type = 'payment' and t.cause_id = p.id) <> 1`,
  },
  {
    name: "I9 what went back is never more than what was collected",
    query: `select p.id || ' says ' || p.refunded_minor as found from payments p
      where p.refunded_minor > p.amount_minor or p.refunded_minor <>
        (select coalesce(sum(r.amount_minor), 0) from refunds r where r.business_id = p.business_id
          and r.payment_id = p.id and r.booked_at is not null and r.restored_at is null)
        + (select coalesce(sum(d.from_unapplied_minor + d.from_applied_minor), 0) from disputes d
          where d.business_id = p.business_id and d.payment_id = p.id and d.restored_at is null)
        + case when p.reversed_at is null then 0 else p.amount_minor end`,
  },
  {
    name: "I12 numbers of the series have no gap",
    query: `select s.kind || ' ' || s.year || ' drew ' || s.next_value - 1 || ' numbers for ' || n.used as found
      from number_series s cross join lateral (
        select count(*) as used from invoices i where s.kind = 'invoice' and i.business_id = s.business_id
          and i.number ~ ('^' || s.year || '-[0-9]+$')
        union all
        select count(*) from payments p where s.kind = 'receipt' and p.business_id = s.business_id
          and p.receipt_number ~ ('^R-' || s.year || '-[0-9]+$')) n
      where n.used > s.next_value - 1 or (s.kind = 'receipt' and n.used > 0 and n.used <> s.next_value - 1)`,
  },
  {
    name: "I13 money of another currency is never applied",
    query: `select p.id as found from payments p join invoices i on i.business_id = p.business_id and i.id = p.invoice_id
      where p.applied_minor > 0 and p.currency <> i.currency`,
  },
  {
    name: "I14 at most one open payment page per invoice",
    query: `select invoice_id as found from payments where session_state in ('opening', 'open')
      group by invoice_id having count(*) > 1`,
  },
  {
    name: "I17 one receipt and one notification per payment and address",
    query: `select kind || ' ' || cause as found from mails where kind in ('receipt', 'payment_notification')
      group by kind, cause having count(*) > 1`,
  },
  {
    name: "I19 nothing stays unknown for long without a notice",
    query: `select p.id as found from payments p
      join connections c on c.business_id = p.business_id and c.id = p.connection_id
      where p.status = 'unknown' and p.alerted_at is null
        and p.unknown_since < c.last_sweep_at - interval '1 hour'`,
  },
  {
    name: "I20 the receivable in the ledger is what invoices are due, less test money",
    query: `select currency || ': invoices ' || coalesce(due.total, 0) || ', ledger ' || coalesce(book.total, 0) as found
      from (select i.currency, sum(i.total_minor - coalesce(a.applied, 0)) as total from invoices i
          left join lateral (select sum(a.amount_minor) as applied from invoice_applications a
            left join payments p on p.business_id = a.business_id and p.id = a.source_id
            left join refunds r on r.business_id = a.business_id and r.id = a.cause_id
            where a.business_id = i.business_id and a.invoice_id = i.id and a.mode = 'live'
              and case when r.id is null then p.recorded_on is not null
                when (a.kind = 'payment') = (a.amount_minor < 0) then r.recorded_on is not null -- it took
                else exists (select 1 from ledger_transactions t where t.business_id = r.business_id
                  and t.cause_id = r.id and t.cause_type = case when a.kind = 'credit' and r.reopened_at is not null
                    then 'refund_reopened' else 'refund_failed' end) end) a on true -- it gave back
          where i.finalized_at is not null and i.voided_at is null group by i.currency) due
      full join (select e.currency, sum(e.amount_minor) as total from ledger_entries e
          join ledger_transactions t on t.business_id = e.business_id and t.id = e.transaction_id
          join accounts ac on ac.business_id = e.business_id and ac.id = e.account_id
          where t.mode = 'live' and ac.purpose = 'receivable' group by e.currency) book using (currency)
      where coalesce(due.total, 0) <> coalesce(book.total, 0)`,
  },
];

/** Checks every invariant for every business of the installation. */
export async function checkBooks(db: Database): Promise<CheckedInvariant[]> {
  const businesses = await db
    .selectFrom("directory")
    .select("id")
    .where("id", "like", "biz\\_%")
    .orderBy("id")
    .execute();
  const checked: CheckedInvariant[] = [];
  for (const { name, query } of INVARIANTS) {
    const violations: string[] = [];
    for (const { id } of businesses) {
      const { rows } = await transact(db, id, (tx) =>
        sql.raw<{ found: string }>(query).execute(tx),
      );
      violations.push(...rows.map(({ found }) => `${id}: ${found}`));
    }
    checked.push({ name, violations });
  }
  return checked;
}
