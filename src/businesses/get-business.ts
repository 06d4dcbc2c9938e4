import type { BusinessTx } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Business } from "./business.ts";
import { findBusiness } from "./store.ts";

/** The business of a transaction. Refuses with `not_found`. */
export async function getBusiness(tx: BusinessTx, businessId: string): Promise<Business> {
  const business = await findBusiness(tx, businessId);
  if (!business) throw new Refusal("not_found", "There is no such business.");
  return business;
}
