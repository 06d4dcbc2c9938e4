import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { type AccountType, CHART } from "./account.ts";
import { refuseField } from "#src/platform/refusal.ts";
import { findAccount, insertAccount } from "./store.ts";

/** Makes the chart of accounts of a new business. */
export async function openBooks(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
): Promise<void> {
  for (const [purpose, { name, type }] of Object.entries(CHART)) {
    await insertAccount(tx, {
      business_id: businessId,
      id: runtime.newId("acc"),
      name,
      type,
      purpose,
      created_at: runtime.now(),
    });
  }
}

/** Adds an account with a free name: "Stripe clearing", or "Stripe clearing 2" when that is taken. */
export async function addAccount(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  wish: { name: string; type: AccountType },
): Promise<string> {
  const id = runtime.newId("acc");
  for (let copy = 1; ; copy += 1) {
    const name = copy === 1 ? wish.name : `${wish.name} ${copy}`;
    const row = {
      business_id: businessId,
      id,
      name,
      type: wish.type,
      purpose: null,
      created_at: runtime.now(),
    };
    if (await insertAccount(tx, row)) return id;
  }
}

/** Refuses with 400 at `path` when the business has no such account. */
export async function requireAccount(
  tx: BusinessTx,
  businessId: string,
  id: string,
  path: string,
): Promise<void> {
  const account = await findAccount(tx, businessId, id);
  if (!account) throw refuseField(path, "is not an account of this business");
}
