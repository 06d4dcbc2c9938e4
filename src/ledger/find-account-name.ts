import type { BusinessTx } from "#src/platform/database.ts";
import { findAccount } from "./store.ts";

/** The name people gave the account; `null` when there is no such account. */
export async function findAccountName(
  tx: BusinessTx,
  businessId: string,
  accountId: string,
): Promise<string | null> {
  return (await findAccount(tx, businessId, accountId))?.name ?? null;
}
