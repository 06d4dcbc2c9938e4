import type { Payment } from "../../api/types.ts";

/** What the processor can still give back; money that came by hand goes back by hand. */
export function refundable(payment: Payment): number {
  const { processor, status, clearedAt, amount, refunds, dispute } = payment;
  if (processor === "manual" || status !== "succeeded" || clearedAt !== null) return 0;
  // What the payer's bank holds or has kept cannot be given back a second time.
  if (dispute !== null && ["needs_response", "under_review", "lost"].includes(dispute.status)) {
    return 0;
  }
  const given = refunds.filter((one) => one.status !== "failed" && one.status !== "canceled");
  return given.reduce((left, one) => left - one.amount, amount);
}
