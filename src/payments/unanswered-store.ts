import type { BusinessTx } from "#src/platform/database.ts";
import type { Instant } from "#src/values/day.ts";

/** Payments and refunds of a connection that nobody was told of and whose answer is long overdue. */
export async function listUnansweredLong(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  before: { unknown: Instant; processing: Instant },
): Promise<{
  payments: string[];
  refunds: { businessId: string; id: string; paymentId: string }[];
}> {
  const payments = await tx
    .selectFrom("payments")
    .select("id")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("status", "in", ["started", "processing", "unknown"])
    .where("alerted_at", "is", null)
    .where("cleared_at", "is", null)
    .where((eb) =>
      eb.or([
        eb.and([eb("status", "=", "unknown"), eb("unknown_since", "<", before.unknown)]),
        eb.and([eb("session_state", "=", "opening"), eb("created_at", "<", before.unknown)]),
        eb.and([eb("status", "=", "processing"), eb("created_at", "<", before.processing)]),
      ]),
    )
    .orderBy("id")
    .limit(100)
    .execute();
  const refunds = await tx
    .selectFrom("refunds")
    .select(["id", "payment_id"])
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("status", "in", ["started", "unknown"])
    .where("alerted_at", "is", null)
    .where("requested_at", "<", before.unknown)
    .orderBy("id")
    .limit(100)
    .execute();
  return {
    payments: payments.map(({ id }) => id),
    refunds: refunds.map(({ id, payment_id: paymentId }) => ({ businessId, id, paymentId })),
  };
}
