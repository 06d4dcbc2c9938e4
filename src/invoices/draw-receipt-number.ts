import type { Day } from "#src/values/day.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { drawNumber } from "./store.ts";

/** The next number of the receipts' own gap-free series: `R-2026-0031`. Taken last. */
export async function drawReceiptNumber(
  tx: BusinessTx,
  businessId: string,
  on: Day,
): Promise<string> {
  const year = Number(on.slice(0, 4));
  const value = await drawNumber(tx, businessId, "receipt", year);
  return `R-${year}-${String(value).padStart(4, "0")}`;
}
