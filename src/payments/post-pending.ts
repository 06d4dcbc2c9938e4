import { type Business, isClosed, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import type { Connection } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Day } from "#src/values/day.ts";
import { connectionOf } from "./ask-for-session.ts";
import { lockPayment } from "./get-payment.ts";
import type { Payment } from "./payment.ts";
import { postPendingDisputes } from "./post-dispute.ts";
import { postFee } from "./post-payment.ts";
import { postRefund, postRestoredRefund } from "./post-refund.ts";
import type { Refund } from "./refund.ts";
import { listRefunds } from "./refund-store.ts";
import { listWithUnbooked } from "./unbooked-store.ts";

/** Books fees, refunds and disputes that came while the books were closed, once today is open again. */
export async function postPending(runtime: Runtime, businessId: string): Promise<void> {
  const pending = await transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    const isOpenToday = !isClosed(business, todayOf(business, runtime.now()));
    return isOpenToday ? listWithUnbooked(tx, businessId) : [];
  });
  for (const { id, invoiceId } of pending) {
    try {
      await transact(runtime.db, businessId, async (tx) => {
        await lockInvoice(tx, businessId, invoiceId);
        await postAll(runtime, tx, await lockPayment(tx, businessId, id));
      });
    } catch (error) {
      // One payment that cannot be booked holds up neither the others nor the sweep.
      runtime.log.error(
        { payment: id, err: error },
        "what a payment left unbooked could not be booked",
      );
    }
  }
}

/** Books all that a recorded payment left unbooked; nothing of it while today is closed. */
export async function postAll(runtime: Runtime, tx: BusinessTx, payment: Payment): Promise<void> {
  const business = await getBusiness(tx, payment.businessId);
  const today = todayOf(business, runtime.now());
  await postFee(runtime, tx, business, payment);
  await postPendingRefunds(runtime, tx, business, payment, today);
  await postPendingDisputes(runtime, tx, business, payment, today);
}

/**
 * Whether a refund was taken in another currency than it was asked in, and the processor has not told
 * how much that was: it is booked when it does. A key that may not see it is not waited for.
 */
function isConversionAwaited(payment: Payment, refund: Refund, connection: Connection): boolean {
  if (refund.restoredAt !== null) return false; // it took nothing in the end
  if (connection.missingPermissions.includes("rak_balance_transaction_source_read")) return false;
  const { currency } = refund.amount;
  const settledIn = payment.settled ? [payment.settled.currency] : connection.settlementCurrencies;
  const isConverted = settledIn.length > 0 && !settledIn.includes(currency);
  return isConverted && (payment.settled === null || refund.settled === null);
}

/**
 * Books the refunds of a recorded payment that are not in the books, oldest first, each with the
 * tax that belongs to its part, and the failures of booked ones. Nothing happens while the day is
 * closed.
 */
export async function postPendingRefunds(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  payment: Payment,
  on: Day,
): Promise<void> {
  if (payment.recordedOn === null || isClosed(business, on)) return;
  const refunds = await listRefunds(tx, business.id, [payment.id]);
  const connection = await getConnection(tx, business.id, connectionOf(payment));
  const pending = refunds.filter(
    (one) =>
      one.bookedAt !== null &&
      one.recordedOn === null &&
      !isConversionAwaited(payment, one, connection),
  );
  for (const refund of pending) await postRefund(runtime, tx, payment, refund, on);
  // One that failed before it could be booked is booked with its failure.
  const current = await listRefunds(tx, business.id, [payment.id]);
  const restored = current.filter((one) => one.restoredAt !== null);
  for (const refund of restored) await postRestoredRefund(runtime, tx, business, refund);
}
