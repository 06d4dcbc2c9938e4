import type { Selectable } from "kysely";
import type { OnlinePayment } from "#src/businesses/online-payment.ts";
import type { Instant } from "#src/values/day.ts";
import type { CustomersRow } from "#src/platform/tables.ts";

/** Who is invoiced. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly address: string | null;
  readonly taxId: string | null;
  readonly locale: string | null;
  readonly currency: string | null;
  readonly onlinePayment: OnlinePayment;
  readonly createdAt: Instant;
}

export function customerFromRow(row: Selectable<CustomersRow>): Customer {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    address: row.address,
    taxId: row.tax_id,
    locale: row.locale,
    currency: row.currency,
    onlinePayment: row.online_payment as OnlinePayment,
    createdAt: row.created_at,
  };
}
