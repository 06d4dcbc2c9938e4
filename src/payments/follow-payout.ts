import { openProcessor } from "#src/connections/open-processor.ts";
import { transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import { listPayoutStatuses, upsertPayout } from "./payout-store.ts";
import { setPayout } from "./store.ts";

interface Where {
  readonly businessId: string;
  readonly connectionId: string;
}

/** Learns of a payout: its status, its day, and which payments it brings to the bank (R46). */
export async function followPayout(
  runtime: Runtime,
  { businessId, connectionId, payoutId }: Where & { payoutId: string },
): Promise<void> {
  const processor = await openProcessor(runtime, businessId, connectionId);
  const payout = await processor.lookUpPayout(payoutId);
  if (payout === null) return;
  await transact(runtime.db, businessId, async (tx) => {
    await upsertPayout(tx, {
      business_id: businessId,
      connection_id: connectionId,
      id: payoutId,
      status: payout.status,
      amount_minor: payout.amount.amountMinor,
      currency: payout.amount.currency,
      arrives_on: payout.arrivesOn,
      created_at: payout.createdAt,
    });
    await setPayout(tx, { businessId, connectionId }, payoutId, payout.processorPaymentIds);
  });
}

/** Follows the payouts that events were about and whose end is not known yet. */
export async function followPayouts(
  runtime: Runtime,
  where: Where,
  events: readonly ProcessorEvent[],
): Promise<void> {
  const told = new Map<string, string>();
  for (const { payoutId, type } of events) {
    if (payoutId !== null) told.set(payoutId, type.replace("payout.", ""));
  }
  const known = await transact(runtime.db, where.businessId, (tx) =>
    listPayoutStatuses(tx, where, [...told.keys()]),
  );
  for (const [payoutId, status] of told) {
    if (known.get(payoutId) === status) continue;
    try {
      await followPayout(runtime, { ...where, payoutId });
    } catch (error) {
      // What a payout brings holds up no payment; its event is listed again by the next sweep.
      runtime.log.error({ payout: payoutId, err: error }, "a payout could not be looked up");
    }
  }
}
