import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { isClosed } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { day, dayIn } from "#src/values/day.ts";
import { getPayment, lockPayment } from "./get-payment.ts";
import type { Payment } from "./payment.ts";
import { postPendingRefunds } from "./post-pending.ts";
import { postPendingDisputes } from "./post-dispute.ts";
import { postFee, postPayment } from "./post-payment.ts";

/**
 * Books a payment that a closed period kept out, with its fee, on an open day. Refuses with
 * `payment_already_recorded`, `payment_not_collected`, `period_locked`.
 */
export async function recordCollected(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  on: string,
  attempt: Attempt | null,
): Promise<Payment> {
  const { businessId } = actor;
  const { invoiceId } = await transact(runtime.db, businessId, (tx) =>
    getPayment(tx, businessId, paymentId),
  );
  return transact(runtime.db, businessId, async (tx) => {
    if (attempt?.effectId) return getPayment(tx, businessId, paymentId); // done by an earlier run
    await attempt?.noteEffect(tx, paymentId);
    await lockInvoice(tx, businessId, invoiceId);
    const payment = await lockPayment(tx, businessId, paymentId);
    if (payment.status !== "succeeded") {
      throw new Refusal("payment_not_collected", "Nothing was collected with this payment.");
    }
    if (payment.recordedOn !== null) {
      throw new Refusal(
        "payment_already_recorded",
        `This payment is in the books already, on ${payment.recordedOn}.`,
      );
    }
    const business = await getBusiness(tx, businessId);
    const collectedOn = dayIn(
      business.timezone,
      must(payment.collectedAt, "collected money has its moment"),
    );
    if (day(on) < collectedOn) {
      throw refuseField("on", `must not lie before ${collectedOn}, when the money was collected`);
    }
    if (isClosed(business, day(on))) {
      throw new Refusal(
        "period_locked",
        `The books are closed through ${business.booksLockedThrough}. Choose a later day.`,
      );
    }
    await postPayment(runtime, tx, business, payment, day(on));
    const recorded = await lockPayment(tx, businessId, paymentId);
    await postFee(runtime, tx, business, recorded);
    await postPendingRefunds(runtime, tx, business, recorded, day(on));
    await postPendingDisputes(runtime, tx, business, recorded, day(on));
    await recordAudit(
      runtime,
      tx,
      actor,
      "payment.recorded",
      { type: "payment", id: paymentId },
      { on },
    );
    return getPayment(tx, businessId, paymentId);
  });
}
