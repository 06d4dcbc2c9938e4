import { transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Processor } from "#src/processors/processor.ts";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import { secretPlace } from "./connection.ts";
import { findConnectionRow } from "./store.ts";

/**
 * The processor behind a connection, ready to be asked. Refuses with `connection_disconnected` when
 * its keys were wiped.
 */
export async function openProcessor(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<Processor> {
  const row = await transact(runtime.db, businessId, (tx) =>
    findConnectionRow(tx, businessId, connectionId),
  );
  if (!row?.credentials_sealed) {
    throw new Refusal("connection_disconnected", "This connection was disconnected.");
  }
  const place = secretPlace.credentials({ businessId, id: connectionId });
  return stripeProcessor(
    runtime.vault.open(place, row.credentials_sealed),
    runtime.config.stripeApiBase,
  );
}
