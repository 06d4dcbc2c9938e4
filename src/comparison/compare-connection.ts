import { type Connection, isReady } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { noteComparison } from "#src/connections/note-health.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { tellAboutConnection } from "#src/connections/tell-about-connection.ts";
import { findFinalInvoice } from "#src/invoices/get-invoice.ts";
import { adoptPayment } from "#src/payments/adopt-payment.ts";
import {
  type CollectedPayment,
  listCollected,
  listCountedElsewhere,
} from "#src/payments/list-collected.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { isId } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { HeldPayment, Processor } from "#src/processors/processor.ts";
import { compare, type FoundDifference, isRepairable, keyOf } from "./difference.ts";
import { closeDifference, keepOpen, listOpen } from "./store.ts";

const DAY_MS = 86_400_000;
/** Each comparison looks this far behind the one before; what is younger is still under way. */
const OVERLAP_MS = 3 * DAY_MS;
const UNDER_WAY_MS = 10 * 60_000;
const LONGEST_MS = 30 * DAY_MS;
/** So many payments are asked for one by one; the next comparison goes on with the others. */
const MAX_NAMED = 100;

export interface Comparison {
  /** Differences that need a person now. */
  readonly open: number;
  /** Those that this comparison found and mended, or found gone. */
  readonly closed: number;
}

/**
 * Holds what Stripe collected, gave back and charged against what is recorded here (R47). What looking
 * again can mend is mended at once and kept as a closed difference; what is left is shown, told to the
 * notification addresses once, and waits for its repair.
 *
 * @param repairing the difference that somebody asked to repair
 * @throws ProcessorAway, KeyRejected
 */
export async function compareConnection(
  runtime: Runtime,
  where: { businessId: string; connectionId: string },
  repairing: string | null = null,
): Promise<Comparison> {
  const { businessId, connectionId } = where;
  const startedAt = runtime.now();
  const { connection, open } = await transact(runtime.db, businessId, async (tx) => ({
    connection: await getConnection(tx, businessId, connectionId),
    open: await listOpen(tx, businessId, connectionId),
  }));
  if (!isReady(connection)) return { open: open.length, closed: 0 };
  const processor = await openProcessor(runtime, businessId, connectionId);
  const since = startOf(runtime, connection, startedAt);
  const named = open.slice(0, MAX_NAMED).map(({ processorPaymentId }) => processorPaymentId);
  const ours = { connection, since, named };
  const held = await listOurs(runtime, processor, connection, since, named);
  const found = await compareNow(runtime, ours, held);
  const mended = await mendAll(runtime, where, held, found);
  // What was looked at again is asked for again: meanwhile both sides may have moved on.
  const fresh =
    mended.length === 0
      ? []
      : await listOurs(runtime, processor, connection, runtime.now(), mended);
  const left = await compareNow(runtime, ours, renew(held, fresh));
  const looked = [...found, ...held].map(({ processorPaymentId }) => processorPaymentId);
  const compared = new Set([...named, ...looked]);
  return transact(runtime.db, businessId, (tx) =>
    writeDown(runtime, tx, connection, { found, left, compared, startedAt, repairing }),
  );
}

/** From the last comparison on, with some overlap; a month at most, but after a restore all of it. */
function startOf({ restoredAt }: Runtime, { comparedAt, createdAt }: Connection, now: Date): Date {
  const before = comparedAt ?? createdAt;
  const wanted = before.getTime() - OVERLAP_MS;
  if (restoredAt !== null && before < restoredAt) return new Date(wanted);
  return new Date(Math.max(wanted, now.getTime() - LONGEST_MS));
}

async function listOurs(
  runtime: Runtime,
  processor: Processor,
  connection: Connection,
  since: Date,
  named: readonly string[],
): Promise<HeldPayment[]> {
  const held = await processor.listHeld(since, named);
  const ours = held.filter((one) => isOurs(runtime, connection, one));
  const { businessId, id: connectionId } = connection;
  const intents = ours.map(({ processorPaymentId }) => processorPaymentId);
  const aside = await transact(runtime.db, businessId, (tx) =>
    listCountedElsewhere(tx, { businessId, connectionId }, intents),
  );
  return ours.filter(({ processorPaymentId }) => !aside.has(processorPaymentId));
}

function renew(held: readonly HeldPayment[], fresh: readonly HeldPayment[]): HeldPayment[] {
  const byIntent = new Map(held.map((one) => [one.processorPaymentId, one]));
  for (const one of fresh) byIntent.set(one.processorPaymentId, one);
  return [...byIntent.values()];
}

/** Made by this installation for this business, in the mode of today. */
function isOurs(
  { installationId }: Runtime,
  { businessId, mode }: Connection,
  { tags, mode: heldMode }: HeldPayment,
): boolean {
  const isTagged = tags.installation === installationId && tags.business === businessId;
  return isTagged && heldMode === mode;
}

async function compareNow(
  runtime: Runtime,
  { connection, since, named }: { connection: Connection; since: Date; named: readonly string[] },
  held: readonly HeldPayment[],
): Promise<FoundDifference[]> {
  const { businessId, id: connectionId, mode } = connection;
  return transact(runtime.db, businessId, async (tx) => {
    const intents = [...named, ...held.map(({ processorPaymentId }) => processorPaymentId)];
    // A little later than the processor was asked from, whose clock may differ from ours.
    const from = new Date(since.getTime() + DAY_MS);
    const ours = await listCollected(tx, { businessId, connectionId, mode }, from, intents);
    const invoices = await findInvoicesOfMissing(tx, businessId, held, ours);
    const sight = { disputes: !connection.missingPermissions.includes("rak_dispute_read") };
    const found = compare(held, ours, sight, (id) => invoices.has(id));
    const times = new Map([
      ...ours.map((one) => [one.processorPaymentId, one.collectedAt] as const),
      ...held.map((one) => [one.processorPaymentId, one.at] as const),
    ]);
    return found.filter((one) => !isUnderWay(runtime, one, times));
  });
}

/** The invoices that exist, of those that payments without a row here are tagged with. */
async function findInvoicesOfMissing(
  tx: BusinessTx,
  businessId: string,
  held: readonly HeldPayment[],
  ours: readonly CollectedPayment[],
): Promise<Set<string>> {
  const known = new Set(ours.map(({ processorPaymentId }) => processorPaymentId));
  const invoices = new Set<string>();
  for (const { processorPaymentId, tags } of held) {
    const { invoice = "" } = tags;
    if (known.has(processorPaymentId) || !isId(invoice)) continue;
    if (await findFinalInvoice(tx, businessId, invoice)) invoices.add(invoice);
  }
  return invoices;
}

/**
 * Of a payment collected just now: what one side does not know yet is on its way there. Collected
 * before a backup was restored, it is on no way any more.
 */
function isUnderWay(
  { now, restoredAt }: Runtime,
  { processorPaymentId: intent }: FoundDifference,
  times: ReadonlyMap<string, Date>,
): boolean {
  const at = times.get(intent);
  if (!at || (restoredAt !== null && at < restoredAt)) return false;
  return at.getTime() > now().getTime() - UNDER_WAY_MS;
}

/** Looks at payments again and answers which; whether that helped is seen by comparing again. */
async function mendAll(
  runtime: Runtime,
  where: { businessId: string; connectionId: string },
  held: readonly HeldPayment[],
  found: readonly FoundDifference[],
): Promise<string[]> {
  const wanted = new Set(found.filter(isRepairable).map((one) => one.processorPaymentId));
  const targets = held.filter((one) => wanted.has(one.processorPaymentId)).slice(0, MAX_NAMED);
  for (const target of targets) {
    try {
      await adoptPayment(runtime, where, target);
    } catch (error) {
      runtime.log.error(
        { intent: target.processorPaymentId, err: error },
        "a difference between Stripe and the books could not be mended",
      );
    }
  }
  return targets.map(({ processorPaymentId }) => processorPaymentId);
}

interface Outcome {
  readonly found: readonly FoundDifference[];
  /** Those that mending did not help. */
  readonly left: readonly FoundDifference[];
  /** What was looked at; a difference of anything else stays as it is. */
  readonly compared: ReadonlySet<string>;
  readonly startedAt: Date;
  readonly repairing: string | null;
}

async function writeDown(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  { found, left, compared, startedAt, repairing }: Outcome,
): Promise<Comparison> {
  const { businessId, id: connectionId } = connection;
  const where = { businessId, connectionId };
  const leftKeys = new Set(left.map(keyOf));
  const isLeft = (one: FoundDifference) => leftKeys.has(keyOf(one));
  const fresh: FoundDifference[] = [];
  for (const one of [...left, ...found.filter((each) => !isLeft(each))]) {
    const isNew = await keepOpen(tx, runtime.newId, where, one, startedAt);
    if (isNew && isLeft(one)) fresh.push(one);
  }
  const open = await listOpen(tx, businessId, connectionId);
  const gone = open.filter((one) => compared.has(one.processorPaymentId) && !isLeft(one));
  for (const one of gone) {
    await closeDifference(tx, one, one.id === repairing ? "repair" : "itself", startedAt);
  }
  const remaining = open.length - gone.length;
  await noteComparison(tx, businessId, connectionId, { at: startedAt, open: remaining });
  if (fresh.length > 0) await tell(runtime, tx, connection, fresh);
  return { open: remaining, closed: gone.length };
}

async function tell(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  fresh: readonly FoundDifference[],
): Promise<void> {
  const kinds = [...new Set(fresh.map(({ kind }) => kind))];
  const facts = { connection: connection.name, count: fresh.length, kinds };
  await tellAboutConnection(runtime, tx, connection, "differences", facts);
}
