import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { openBooks } from "#src/ledger/open-books.ts";
import type { Business } from "./business.ts";
import { getBusiness } from "./get-business.ts";
import { insertBusiness } from "./store.ts";

export interface NewBusiness {
  readonly name: string;
  readonly email: string | null;
  readonly currency: string;
  readonly country: string;
  readonly timezone: string;
  readonly locale: string;
  readonly address?: string | null;
  readonly taxId?: string | null;
  readonly legalName?: string | null;
  readonly bankDetails?: string | null;
}

/** Makes a business with its chart of accounts, in the caller's transaction. */
export async function createBusiness(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  input: NewBusiness,
): Promise<Business> {
  await insertBusiness(tx, {
    id: businessId,
    name: input.name,
    legal_name: input.legalName ?? null,
    email: input.email,
    address: input.address ?? null,
    tax_id: input.taxId ?? null,
    bank_details: input.bankDetails ?? null,
    country: input.country,
    currency: input.currency,
    timezone: input.timezone,
    locale: input.locale,
    created_at: runtime.now(),
  });
  await openBooks(runtime, tx, businessId);
  return getBusiness(tx, businessId);
}
