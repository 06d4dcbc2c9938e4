import { sql } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Day } from "#src/values/day.ts";

export interface OwedRow {
  readonly currency: string;
  readonly due: bigint;
  readonly invoices: number;
  readonly overdue: bigint;
  readonly overdue_invoices: number;
  readonly oldest_due_on: Day | null;
  readonly unreminded: number;
}

/** What final invoices are still owed in real money, by currency: the receivable of the live books. */
export async function sumOwed(
  tx: BusinessTx,
  businessId: string,
  today: Day,
): Promise<readonly OwedRow[]> {
  const { rows } = await sql<OwedRow>`
    with owed as (
      select i.id, i.currency, i.due_on, i.total_minor - coalesce((
        select sum(a.amount_minor) from invoice_applications a
        where a.business_id = i.business_id and a.invoice_id = i.id and a.mode = 'live'), 0) as due
      from invoices i
      where i.business_id = ${businessId} and i.finalized_at is not null and i.voided_at is null)
    select currency, sum(due)::bigint as due, count(*)::int as invoices,
      coalesce(sum(due) filter (where due_on < ${today}), 0)::bigint as overdue,
      count(*) filter (where due_on < ${today})::int as overdue_invoices,
      min(due_on) filter (where due_on < ${today}) as oldest_due_on,
      count(*) filter (where due_on < ${today} and not exists (
        select from mails m where m.business_id = ${businessId} and m.kind = 'reminder'
          and m.invoice_id = owed.id))::int as unreminded
    from owed where due > 0 group by currency order by sum(due) desc, currency`.execute(tx);
  return rows;
}

export interface MonthRow {
  /** `2026-11`. */
  readonly month: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** Real money received in each month since a day, less what was given back or lost of it since. */
export async function sumReceived(
  tx: BusinessTx,
  businessId: string,
  { since, timezone }: { since: Day; timezone: string },
): Promise<readonly MonthRow[]> {
  const { rows } = await sql<MonthRow>`
    with received as (
      select coalesce(paid_on, (collected_at at time zone ${timezone})::date) as day, currency,
        amount_minor - refunded_minor - coalesce((select sum(d.amount_minor) from disputes d
          where d.business_id = payments.business_id and d.payment_id = payments.id
            and d.status = 'lost' and d.reopened_at is null), 0) as amount
      from payments
      where business_id = ${businessId} and mode = 'live' and status = 'succeeded'
        and cleared_at is null and reversed_at is null)
    select to_char(day, 'YYYY-MM') as month, currency, sum(amount)::bigint as amount
    from received where day >= ${since} group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

export interface WaitingRow {
  readonly kind: "to_record" | "unapplied" | "dispute";
  readonly currency: string;
  readonly amount: bigint;
  readonly count: number;
  /** Of disputes: by when the first has to be answered. */
  readonly until: Date | null;
}

/** Real payments that wait for a person, by kind and currency. */
export async function sumWaiting(
  tx: BusinessTx,
  businessId: string,
): Promise<readonly WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    with counting as (
      select * from payments where business_id = ${businessId} and status = 'succeeded'
        and mode = 'live' and cleared_at is null and reversed_at is null)
    select 'to_record' as kind, currency, sum(amount_minor)::bigint as amount, count(*)::int as count,
        null::timestamptz as until
      from counting where recorded_on is null group by currency
    union all
    select 'unapplied', currency, sum(unapplied_minor)::bigint, count(*)::int, null
      from counting where unapplied_minor > 0 group by currency
    union all
    select 'dispute', d.currency, sum(d.amount_minor)::bigint, count(*)::int, min(d.evidence_due_by)
      from disputes d join counting p on p.id = d.payment_id
      where d.business_id = ${businessId}
        and d.status not in ('won', 'lost', 'warning_closed', 'prevented')
      group by d.currency
    order by 1, 3 desc`.execute(tx);
  return rows;
}

export interface TroubleRow {
  readonly mails: number;
  readonly differences: number;
  readonly held_sendings: number;
  readonly pauses: number;
  readonly paused_until: Date | null;
}

/**
 * How many mails were given up and are still wanted; how many differences with the processor are open;
 * how many planned invoices are held back; how many pauses of online payment run, and until when the last
 * of them.
 */
export async function countTroubles(
  tx: BusinessTx,
  businessId: string,
  now: Date,
): Promise<TroubleRow> {
  const { rows } = await sql<TroubleRow>`
    with running as (
      select ends_at from payment_pauses where business_id = ${businessId} and ends_at > ${now}
        and lifted_at is null and scope <> 'address')
    select (select count(*)::int from running) as pauses,
      (select max(ends_at) from running) as paused_until,
      (select count(*)::int from scheduled_sendings
        where business_id = ${businessId} and ended_at is null and held_since is not null) as held_sendings,
      (select count(*)::int from mails
        where business_id = ${businessId} and failed_at is not null and sent_at is null) as mails,
      (select coalesce(sum(open_differences), 0)::int from connections
        where business_id = ${businessId} and disconnected_at is null) as differences`.execute(tx);
  return rows[0] ?? { mails: 0, differences: 0, held_sendings: 0, pauses: 0, paused_until: null };
}

export interface HitRow {
  readonly type: "invoice" | "customer" | "payment";
  readonly id: string;
  readonly invoice_id: string | null;
  readonly title: string;
  readonly detail: string | null;
}

/**
 * Invoices by number or customer, customers by name or address, payments by what the processor, the
 * receipt or the seller calls them. Newest first, at most `limit` of each.
 */
export async function searchEverything(
  tx: BusinessTx,
  businessId: string,
  text: string,
  limit: number,
): Promise<readonly HitRow[]> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<HitRow>`
    (select 'invoice' as type, i.id, i.id as invoice_id, coalesce(i.number, '') as title, c.name as detail
      from invoices i join customers c on c.business_id = i.business_id and c.id = i.customer_id
      where i.business_id = ${businessId} and (i.number ilike ${pattern} or c.name ilike ${pattern})
      order by i.id desc limit ${limit})
    union all
    (select 'customer', id, null, name, email from customers
      where business_id = ${businessId} and (name ilike ${pattern} or email ilike ${pattern})
      order by id desc limit ${limit})
    union all
    (select 'payment', p.id, p.invoice_id, coalesce(p.reference, p.receipt_number, p.processor_payment_id, ''),
        c.name
      from payments p join customers c on c.business_id = p.business_id and c.id = p.customer_id
      where p.business_id = ${businessId} and p.attempt_of is null
        and (p.processor_payment_id = ${text} or p.processor_charge_id = ${text} or p.id = ${text}
          or p.receipt_number ilike ${pattern} or p.reference ilike ${pattern})
      order by p.id desc limit ${limit})`.execute(tx);
  return rows;
}
