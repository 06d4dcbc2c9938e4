import type { Insertable, Updateable } from "kysely";
import type { BusinessTx, Database } from "#src/platform/database.ts";
import type { ConnectionsRow } from "#src/platform/tables.ts";
import { type Connection, connectionFromRow } from "./connection.ts";

export async function insertConnection(
  tx: BusinessTx,
  row: Insertable<ConnectionsRow>,
): Promise<void> {
  await tx.insertInto("connections").values(row).execute();
  await tx.insertInto("directory").values({ id: row.id, business_id: row.business_id }).execute();
}

export async function updateConnection(
  tx: BusinessTx,
  businessId: string,
  id: string,
  changes: Updateable<ConnectionsRow>,
): Promise<void> {
  await tx
    .updateTable("connections")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

export async function findConnectionRow(tx: BusinessTx, businessId: string, id: string) {
  return tx
    .selectFrom("connections")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function listConnections(tx: BusinessTx, businessId: string): Promise<Connection[]> {
  const rows = await tx
    .selectFrom("connections")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id")
    .execute();
  return rows.map(connectionFromRow);
}

/** Which business a connection named in an address belongs to; `null` when nobody's. */
export async function findOwner(db: Database, connectionId: string): Promise<string | null> {
  const row = await db
    .selectFrom("directory")
    .select("business_id")
    .where("id", "=", connectionId)
    .executeTakeFirst();
  return row?.business_id ?? null;
}

/** Every connection of the installation, as addresses only: what the sweep goes through. */
export async function listAllConnectionIds(
  db: Database,
): Promise<{ id: string; business_id: string }[]> {
  return db.selectFrom("directory").selectAll().where("id", "like", "con\\_%").execute();
}
