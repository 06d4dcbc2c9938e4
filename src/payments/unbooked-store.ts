import type { ExpressionBuilder } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Tables } from "#src/platform/tables.ts";

type OfPayment = ExpressionBuilder<Tables & { p: Tables["payments"] }, "p">;

/** A refund that failed after it was booked, and whose failure is not in the books. */
function unbookedFailure(eb: OfPayment) {
  return eb
    .selectFrom("refunds as r")
    .leftJoin("ledger_transactions as t", (join) =>
      join
        .onRef("t.business_id", "=", "r.business_id")
        .onRef("t.cause_id", "=", "r.id")
        .on("t.cause_type", "=", "refund_failed"),
    )
    .select("r.id")
    .whereRef("r.business_id", "=", "p.business_id")
    .whereRef("r.payment_id", "=", "p.id")
    .where("r.restored_at", "is not", null)
    .where("r.recorded_on", "is not", null)
    .where("t.id", "is", null);
}

/** A dispute that was lost with money of it moved, and whose loss is not in the books. */
function unbookedLoss(eb: OfPayment) {
  return eb
    .selectFrom("disputes as d")
    .innerJoin("dispute_movements as m", (join) =>
      join.onRef("m.business_id", "=", "d.business_id").onRef("m.dispute_id", "=", "d.id"),
    )
    .leftJoin("ledger_transactions as t", (join) =>
      join
        .onRef("t.business_id", "=", "d.business_id")
        .onRef("t.cause_id", "=", "d.id")
        .on("t.cause_type", "=", "dispute_lost"),
    )
    .select("d.id")
    .whereRef("d.business_id", "=", "p.business_id")
    .whereRef("d.payment_id", "=", "p.id")
    .where("d.status", "=", "lost")
    .where("t.id", "is", null)
    .groupBy("d.id")
    .having((group) => group.fn.sum("m.amount_minor"), "<>", 0n);
}

/** A dispute that was won after its loss was booked, and whose recovery is not in the books. */
function unbookedRecovery(eb: OfPayment) {
  return eb
    .selectFrom("disputes as d")
    .innerJoin("ledger_transactions as lost", (join) =>
      join
        .onRef("lost.business_id", "=", "d.business_id")
        .onRef("lost.cause_id", "=", "d.id")
        .on("lost.cause_type", "=", "dispute_lost"),
    )
    .leftJoin("ledger_transactions as t", (join) =>
      join
        .onRef("t.business_id", "=", "d.business_id")
        .onRef("t.cause_id", "=", "d.id")
        .on("t.cause_type", "=", "dispute_recovered"),
    )
    .select("d.id")
    .whereRef("d.business_id", "=", "p.business_id")
    .whereRef("d.payment_id", "=", "p.id")
    .where("d.status", "=", "won")
    .where("t.id", "is", null);
}

/** The ledger transaction of a payment's fee. */
function feePosting(eb: OfPayment) {
  return eb
    .selectFrom("ledger_transactions as t")
    .select("t.id")
    .whereRef("t.business_id", "=", "p.business_id")
    .whereRef("t.cause_id", "=", "p.id")
    .where("t.cause_type", "=", "payment_fee");
}

/** A refund that took its money and is not in the books. */
function unbookedRefund(eb: OfPayment) {
  return eb
    .selectFrom("refunds as r")
    .select("r.id")
    .whereRef("r.business_id", "=", "p.business_id")
    .whereRef("r.payment_id", "=", "p.id")
    .where("r.booked_at", "is not", null)
    .where("r.recorded_on", "is", null);
}

/** Money that a dispute moved and that is not in the books. */
function unbookedDispute(eb: OfPayment) {
  return eb
    .selectFrom("disputes as d")
    .innerJoin("dispute_movements as m", (join) =>
      join.onRef("m.business_id", "=", "d.business_id").onRef("m.dispute_id", "=", "d.id"),
    )
    .select("d.id")
    .whereRef("d.business_id", "=", "p.business_id")
    .whereRef("d.payment_id", "=", "p.id")
    .where("m.recorded_on", "is", null);
}

/** Recorded payments of which something is known that a closed period kept out of the books. */
export async function listWithUnbooked(tx: BusinessTx, businessId: string) {
  const rows = await tx
    .selectFrom("payments as p")
    .select(["p.id", "p.invoice_id"])
    .where("p.business_id", "=", businessId)
    .where("p.recorded_on", "is not", null)
    .where("p.cleared_at", "is", null)
    .where((eb) =>
      eb.or([
        eb.and([eb("p.fee_minor", ">", 0n), eb.not(eb.exists(feePosting(eb)))]),
        eb.exists(unbookedRefund(eb)),
        eb.exists(unbookedFailure(eb)),
        eb.exists(unbookedLoss(eb)),
        eb.exists(unbookedRecovery(eb)),
        eb.exists(unbookedDispute(eb)),
      ]),
    )
    .limit(100)
    .execute();
  return rows.map((row) => ({ id: row.id, invoiceId: row.invoice_id }));
}
