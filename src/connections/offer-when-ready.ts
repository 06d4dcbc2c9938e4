import { offerFirstConnection } from "#src/businesses/change-business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { type Connection, isReady } from "./connection.ts";
import { getConnection } from "./get-connection.ts";

/** Offers a connection that was not ready `before` and is now, as if it had just been made (R21). */
export async function offerWhenReady(tx: BusinessTx, before: Connection): Promise<void> {
  const { businessId, id } = before;
  if (isReady(before) || !isReady(await getConnection(tx, businessId, id))) return;
  await offerFirstConnection(tx, await getBusiness(tx, businessId), id);
}
