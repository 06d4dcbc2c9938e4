import { type Insertable, sql, type Updateable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { CustomerCreditsRow, CustomersRow } from "#src/platform/tables.ts";
import { type Customer, customerFromRow } from "./customer.ts";

export async function insertCustomer(tx: BusinessTx, row: Insertable<CustomersRow>): Promise<void> {
  await tx.insertInto("customers").values(row).execute();
}

export async function updateCustomer(
  tx: BusinessTx,
  businessId: string,
  id: string,
  changes: Updateable<CustomersRow>,
): Promise<void> {
  await tx
    .updateTable("customers")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

export async function findCustomer(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Customer | null> {
  const row = await tx
    .selectFrom("customers")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ? customerFromRow(row) : null;
}

export async function findCustomers(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Customer[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("customers")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "in", ids)
    .execute();
  return rows.map(customerFromRow);
}

/** Answers whether it was deleted; the foreign keys of invoices and payments refuse otherwise. */
export async function deleteCustomer(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("customers")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function listCustomers(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  search: string | null,
): Promise<Customer[]> {
  let query = tx
    .selectFrom("customers")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (search !== null) {
    const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
    query = query.where((eb) =>
      eb.or([eb("name", "ilike", pattern), eb("email", "ilike", pattern)]),
    );
  }
  return (await query.execute()).map(customerFromRow);
}

/** Money of customers that no invoice has used, per currency; test money is not counted. */
export async function sumCredit(
  tx: BusinessTx,
  businessId: string,
  customerIds: readonly string[],
) {
  if (customerIds.length === 0) return [];
  return tx
    .selectFrom("customer_credits")
    .select(["customer_id", "currency"])
    .select((eb) => eb.fn.sum<string>("amount_minor").as("amount"))
    .where("business_id", "=", businessId)
    .where("customer_id", "in", [...customerIds])
    .where("mode", "=", "live")
    .groupBy(["customer_id", "currency"])
    .having((eb) => eb(eb.fn.sum("amount_minor"), "<>", 0n))
    .execute();
}

export async function insertCredit(
  tx: BusinessTx,
  row: Insertable<CustomerCreditsRow>,
): Promise<void> {
  await tx.insertInto("customer_credits").values(row).execute();
}

/** Customers who chose this connection for themselves. */
export async function listChoosing(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Customer[]> {
  const rows = await tx
    .selectFrom("customers")
    .selectAll()
    .where("business_id", "=", businessId)
    .where(sql<boolean>`online_payment @> ${JSON.stringify([connectionId])}::jsonb`)
    .execute();
  return rows.map(customerFromRow);
}
