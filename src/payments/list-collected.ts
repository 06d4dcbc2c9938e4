import type { BusinessTx } from "#src/platform/database.ts";
import type { Instant } from "#src/values/day.ts";
import { must } from "#src/values/assert.ts";
import { addMoney, type Money, money } from "#src/values/money.ts";
import { listDisputes } from "./dispute-store.ts";
import type { Payment } from "./payment.ts";
import { listRefunds } from "./refund-store.ts";
import { listCollectedPayments, listNotOfConnection } from "./store.ts";

/** What is known here about money that a processor collected, for comparing it. */
export interface CollectedPayment {
  readonly paymentId: string;
  readonly processorPaymentId: string;
  readonly collectedAt: Instant;
  readonly amount: Money;
  readonly fee: Money | null;
  /** Given back and not failed since. */
  readonly refunded: Money;
  readonly isDisputed: boolean;
}

/**
 * Which of the processor's payments are no matter of this connection: counted under another one of the
 * business with the same account, or cleared with the test money.
 */
export async function listCountedElsewhere(
  tx: BusinessTx,
  where: { businessId: string; connectionId: string },
  processorPaymentIds: readonly string[],
): Promise<Set<string>> {
  return new Set(await listNotOfConnection(tx, where, processorPaymentIds));
}

/**
 * Payments collected by a connection in its mode: since an instant, and those the processor names,
 * however old.
 */
export async function listCollected(
  tx: BusinessTx,
  where: { businessId: string; connectionId: string; mode: Payment["mode"] },
  since: Instant,
  processorPaymentIds: readonly string[],
): Promise<CollectedPayment[]> {
  const { businessId } = where;
  const payments = await listCollectedPayments(tx, where, since, processorPaymentIds);
  const ids = payments.map(({ id }) => id);
  const refundsOf = Map.groupBy(await listRefunds(tx, businessId, ids), (one) => one.paymentId);
  const disputed = new Set(
    (await listDisputes(tx, businessId, ids)).map(({ paymentId }) => paymentId),
  );
  return payments.map(({ id, processorPaymentId, collectedAt, amount, fee }) => ({
    paymentId: id,
    collectedAt: must(collectedAt, "a collected payment has its moment"),
    processorPaymentId: processorPaymentId ?? "",
    amount,
    fee,
    refunded: (refundsOf.get(id) ?? [])
      .filter((one) => one.bookedAt !== null && one.restoredAt === null)
      .map((one) => one.amount)
      .reduce(addMoney, money(0n, amount.currency)),
    isDisputed: disputed.has(id),
  }));
}
