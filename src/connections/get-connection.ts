import type { BusinessTx, Database } from "#src/platform/database.ts";
import { isId } from "#src/platform/ids.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { type Connection, connectionFromRow } from "./connection.ts";
import { findConnectionRow, findOwner, listAllConnectionIds, listConnections } from "./store.ts";

/** Refuses with `not_found`, also for connections of others. */
export async function getConnection(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Connection> {
  const row = await findConnectionRow(tx, businessId, id);
  if (!row) throw new Refusal("not_found", "There is no such connection.");
  return connectionFromRow(row);
}

/** All connections of the business, disconnected ones too. */
export async function getConnections(tx: BusinessTx, businessId: string): Promise<Connection[]> {
  return listConnections(tx, businessId);
}

/** Whose connection an address seen from outside names; `null` when nobody's. */
export async function findBusinessByAddress(db: Database, id: string): Promise<string | null> {
  return isId(id) ? findOwner(db, id) : null;
}

/** Ids of all connections of the installation with their businesses. */
export async function listConnectionAddresses(db: Database) {
  return listAllConnectionIds(db);
}

/** Refuses with `connection_disconnected`: a connection that is gone stays readable, and gone. */
export function requireConnected(connection: Connection): Connection {
  if (connection.disconnectedAt === null) return connection;
  throw new Refusal(
    "connection_disconnected",
    "This connection was disconnected. Connecting again makes a new one.",
  );
}
