import { type Insertable, sql, type Updateable } from "kysely";
import { must } from "#src/values/assert.ts";
import type { Day } from "#src/values/day.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { InvoiceApplicationsRow, InvoiceLinesRow, InvoicesRow } from "#src/platform/tables.ts";
import { type Invoice, invoiceFromRows } from "./invoice.ts";

export async function insertInvoice(
  tx: BusinessTx,
  row: Insertable<InvoicesRow>,
  lines: Insertable<InvoiceLinesRow>[],
): Promise<void> {
  await tx.insertInto("invoices").values(row).execute();
  if (lines.length > 0) await tx.insertInto("invoice_lines").values(lines).execute();
}

export async function replaceLines(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
  lines: Insertable<InvoiceLinesRow>[],
): Promise<void> {
  await tx
    .deleteFrom("invoice_lines")
    .where("business_id", "=", businessId)
    .where("invoice_id", "=", invoiceId)
    .execute();
  if (lines.length > 0) await tx.insertInto("invoice_lines").values(lines).execute();
}

export async function updateInvoice(
  tx: BusinessTx,
  businessId: string,
  id: string,
  changes: Updateable<InvoicesRow>,
): Promise<void> {
  await tx
    .updateTable("invoices")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

export async function deleteInvoice(tx: BusinessTx, businessId: string, id: string): Promise<void> {
  await tx
    .deleteFrom("invoices")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

/** Locks the row first when asked to: the first lock in the order invoice, payment, ledger. */
export async function findInvoice(
  tx: BusinessTx,
  businessId: string,
  id: string,
  lock: "lock" | "read",
): Promise<Invoice | null> {
  let query = tx
    .selectFrom("invoices")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id);
  if (lock === "lock") query = query.forUpdate();
  const row = await query.executeTakeFirst();
  if (!row) return null;
  const [invoice] = await withParts(tx, businessId, [row]);
  return invoice ?? null;
}

export async function findInvoices(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Invoice[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("invoices")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "in", ids)
    .execute();
  return withParts(tx, businessId, rows);
}

type Row = Parameters<typeof invoiceFromRows>[0];

async function withParts(tx: BusinessTx, businessId: string, rows: Row[]): Promise<Invoice[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const lines = await tx
    .selectFrom("invoice_lines")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("invoice_id", "in", ids)
    .orderBy("position")
    .execute();
  const applications = await tx
    .selectFrom("invoice_applications")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("invoice_id", "in", ids)
    .orderBy("id")
    .execute();
  const linesOf = Map.groupBy(lines, (line) => line.invoice_id);
  const applicationsOf = Map.groupBy(applications, (one) => one.invoice_id);
  return rows.map((row) =>
    invoiceFromRows(row, linesOf.get(row.id) ?? [], applicationsOf.get(row.id) ?? []),
  );
}

export type StatusFilter =
  | "draft"
  | "scheduled"
  | "open"
  | "overdue"
  | "partially_paid"
  | "paid"
  | "void";

export interface InvoiceFilter {
  readonly status: StatusFilter | null;
  readonly customerId: string | null;
  readonly search: string | null;
  readonly today: Day;
}

/** Newest first, one more than asked for. What is due is the total less what was applied. */
export async function listInvoices(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  filter: InvoiceFilter,
): Promise<Invoice[]> {
  const applied = sql<bigint>`(select coalesce(sum(a.amount_minor), 0) from invoice_applications a
    where a.business_id = i.business_id and a.invoice_id = i.id)`;
  let query = tx
    .selectFrom("invoices as i")
    .selectAll("i")
    .where("i.business_id", "=", businessId)
    .orderBy("i.id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("i.id", "<", page.cursor);
  if (filter.customerId !== null) query = query.where("i.customer_id", "=", filter.customerId);
  if (filter.search !== null) {
    const pattern = `%${filter.search.replace(/[\\%_]/g, "\\$&")}%`;
    query = query.where(
      sql<boolean>`(i.number ilike ${pattern} or exists (select from customers c
        where c.business_id = i.business_id and c.id = i.customer_id and c.name ilike ${pattern}))`,
    );
  }
  switch (filter.status) {
    case null:
      break;
    case "draft":
      query = query.where("i.finalized_at", "is", null);
      break;
    case "scheduled":
      query = query.where(
        sql<boolean>`exists (select from scheduled_sendings s where s.business_id = i.business_id
          and s.invoice_id = i.id and s.ended_at is null)`,
      );
      break;
    case "void":
      query = query.where("i.voided_at", "is not", null);
      break;
    case "open":
    case "overdue":
    case "partially_paid":
    case "paid": {
      query = query.where("i.finalized_at", "is not", null).where("i.voided_at", "is", null);
      query =
        filter.status === "paid"
          ? query.where(sql<boolean>`i.total_minor = ${applied}`)
          : query.where(sql<boolean>`i.total_minor > ${applied}`);
      if (filter.status === "overdue") query = query.where("i.due_on", "<", filter.today);
      if (filter.status === "partially_paid") query = query.where(sql<boolean>`${applied} > 0`);
    }
  }
  return withParts(tx, businessId, await query.execute());
}

/** The next value of a gap-free series; its row stays locked until the transaction ends. */
export async function drawNumber(
  tx: BusinessTx,
  businessId: string,
  kind: "invoice" | "receipt",
  year: number,
): Promise<number> {
  const row = await tx
    .insertInto("number_series")
    .values({ business_id: businessId, kind, year, next_value: 2 })
    .onConflict((conflict) =>
      conflict
        .columns(["business_id", "kind", "year"])
        .doUpdateSet({ next_value: sql<number>`number_series.next_value + 1` }),
    )
    .returning("next_value")
    .executeTakeFirst();
  return must(row, "the series answers with its next value").next_value - 1;
}

/** Moves a series on so that `value` and everything before it is never drawn. */
export async function moveSeriesPast(
  tx: BusinessTx,
  businessId: string,
  year: number,
  value: number,
): Promise<void> {
  await tx
    .insertInto("number_series")
    .values({ business_id: businessId, kind: "invoice", year, next_value: value + 1 })
    .onConflict((conflict) =>
      conflict.columns(["business_id", "kind", "year"]).doUpdateSet({
        next_value: sql<number>`greatest(number_series.next_value, excluded.next_value)`,
      }),
    )
    .execute();
}

export async function insertApplication(
  tx: BusinessTx,
  row: Insertable<InvoiceApplicationsRow>,
): Promise<void> {
  await tx.insertInto("invoice_applications").values(row).execute();
}

/** Ids of the invoices that something was applied to, in the order in which they are locked. */
export async function listAppliedTo(
  tx: BusinessTx,
  businessId: string,
  by: "source_id" | "cause_id",
  id: string,
): Promise<string[]> {
  const rows = await tx
    .selectFrom("invoice_applications")
    .select("invoice_id")
    .distinct()
    .where("business_id", "=", businessId)
    .where(by, "=", id)
    .orderBy("invoice_id")
    .execute();
  return rows.map((row) => row.invoice_id);
}

/** Final invoices that are not void and not wholly paid. */
export async function listUnpaid(tx: BusinessTx, businessId: string): Promise<Invoice[]> {
  const rows = await tx
    .selectFrom("invoices as i")
    .selectAll("i")
    .where("i.business_id", "=", businessId)
    .where("i.finalized_at", "is not", null)
    .where("i.voided_at", "is", null)
    .where(
      sql<boolean>`i.total_minor > (select coalesce(sum(a.amount_minor), 0) from invoice_applications a
        where a.business_id = i.business_id and a.invoice_id = i.id)`,
    )
    .execute();
  return withParts(tx, businessId, rows);
}

/** Invoices, drafts too, that chose this connection for themselves. */
export async function listChoosing(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Invoice[]> {
  const rows = await tx
    .selectFrom("invoices")
    .selectAll()
    .where("business_id", "=", businessId)
    .where(sql<boolean>`online_payment @> ${JSON.stringify([connectionId])}::jsonb`)
    .execute();
  return withParts(tx, businessId, rows);
}

export async function listWorkingLinks(
  tx: BusinessTx,
  businessId: string,
  invoiceIds: readonly string[],
): Promise<string[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await tx
    .selectFrom("pay_links")
    .select("id")
    .where("business_id", "=", businessId)
    .where("invoice_id", "in", [...invoiceIds])
    .where("voided_at", "is", null)
    .execute();
  return rows.map(({ id }) => id);
}

export async function voidLinks(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable("pay_links")
    .set({ voided_at: at })
    .where("business_id", "=", businessId)
    .where("id", "in", [...ids])
    .execute();
}
