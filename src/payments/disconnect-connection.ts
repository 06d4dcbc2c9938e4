import type { Actor } from "#src/access/actor.ts";
import { disconnect } from "#src/connections/disconnect-connection.ts";
import { getConnection, requireConnected } from "#src/connections/get-connection.ts";
import { stateOf } from "#src/connections/connection.ts";
import { removeFormerWebhook } from "#src/connections/replace-keys.ts";
import {
  countCustomersChoosing,
  dropConnectionFromCustomers,
} from "#src/customers/drop-connection.ts";
import {
  dropConnectionFromInvoices,
  findConnectionUse,
  voidPayLinks,
} from "#src/invoices/connection-use.ts";
import { transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { closeConnectionSessions } from "./close-sessions.ts";
import { listOpenSessions } from "./session-store.ts";
import { listUnderWay } from "./store.ts";

export interface DisconnectPreview {
  readonly payLinks: number;
  readonly openSessions: number;
  readonly invoices: number;
  readonly customers: number;
}

/** What disconnecting would do: links that become void, pages that are closed, who used it. */
export async function previewDisconnect(
  runtime: Runtime,
  businessId: string,
  id: string,
): Promise<DisconnectPreview> {
  return transact(runtime.db, businessId, async (tx) => {
    await getConnection(tx, businessId, id);
    const use = await findConnectionUse(tx, businessId, id);
    return {
      payLinks: use.payLinkIds.length,
      openSessions: (await listOpenSessions(tx, businessId, id)).length,
      invoices: use.invoiceIds.length,
      customers: await countCustomersChoosing(tx, businessId, id),
    };
  });
}

/**
 * Disconnects for good: closes open pages and settles what was paid in between, removes the webhook
 * as far as possible, wipes the keys, and voids every unpaid pay link that resolves to this
 * connection alone. Refuses with `payment_under_way` while a bank has not answered yet, with `connection_disconnected`, and with 502 while open pages cannot be
 * closed, because money paid there could not be looked up afterwards.
 */
export async function disconnectConnection(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<void> {
  const { businessId } = actor;
  const connection = await transact(runtime.db, businessId, async (tx) =>
    requireConnected(await getConnection(tx, businessId, id)),
  );
  // A key that no longer works closes no page and sees no payment: there is nothing to wait for.
  if (stateOf(connection) !== "broken") {
    await closeConnectionSessions(runtime, { businessId, connectionId: id });
  }
  await requireNoneUnderWay(runtime, businessId, id);
  await removeFormerWebhook(runtime, connection);
  await transact(runtime.db, businessId, async (tx) => {
    const { payLinkIds } = await findConnectionUse(tx, businessId, id);
    await voidPayLinks(tx, businessId, payLinkIds, runtime.now());
    await dropConnectionFromInvoices(tx, businessId, id);
    await dropConnectionFromCustomers(tx, businessId, id);
    await disconnect(runtime, tx, actor, id);
  });
}

/** Without the keys nobody would ever learn what became of a debit: its result is waited for. */
async function requireNoneUnderWay(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<void> {
  const waiting = await transact(runtime.db, businessId, async (tx) => {
    const connection = await getConnection(tx, businessId, connectionId);
    return stateOf(connection) === "broken" ? [] : listUnderWay(tx, businessId, connectionId);
  });
  if (waiting.length === 0) return;
  throw new Refusal(
    "payment_under_way",
    "A payment through this connection is still waiting for the payer's bank. Disconnect when its result is there, so that no money is lost sight of.",
    { payments: waiting.map(({ id: paymentId }) => paymentId) },
  );
}
