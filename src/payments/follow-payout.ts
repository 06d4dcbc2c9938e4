import { getBusiness } from "#src/businesses/get-business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import type { Money } from "#src/values/money.ts";
import { formatMoney } from "#src/values/wording.ts";
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
    if (payout.status === "failed")
      await tellFailed(runtime, tx, { businessId, connectionId, payoutId }, payout.amount);
  });
}

/** The bank sent it back, mostly because the account's number is wrong: the next one would fail too. */
async function tellFailed(
  runtime: Runtime,
  tx: BusinessTx,
  { businessId, connectionId, payoutId }: Where & { payoutId: string },
  amount: Money,
): Promise<void> {
  const business = await getBusiness(tx, businessId);
  const { name, mode } = await getConnection(tx, businessId, connectionId);
  await tellProblem(runtime, tx, business, {
    cause: `${connectionId}:${payoutId}:failed`,
    mode,
    invoiceId: null,
    kind: "payout_failed",
    facts: { connection: name },
    since: runtime.now(),
    rows: [
      { label: "connection", value: name },
      { label: "payout", value: formatMoney(amount, business.locale) },
    ],
    action: {
      label: "openConnection",
      url: `${runtime.config.publicUrl}/settings/online-payments/${connectionId}`,
    },
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
