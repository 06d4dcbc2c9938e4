import type { BusinessTx } from "#src/platform/database.ts";

/** Where the receipt of a payment was mailed; `null` when none was written. */
export async function findReceiptRecipient(
  tx: BusinessTx,
  businessId: string,
  paymentId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom("mails")
    .select("recipients")
    .where("business_id", "=", businessId)
    .where("kind", "=", "receipt")
    .where("cause", "=", paymentId)
    .executeTakeFirst();
  return row?.recipients[0] ?? null;
}
