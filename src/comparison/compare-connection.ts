import { type Connection, isReady } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { noteComparison } from "#src/connections/note-health.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { tellAboutConnection } from "#src/connections/tell-about-connection.ts";
import { findFinalInvoice } from "#src/invoices/get-invoice.ts";
import { adoptPayment } from "#src/payments/adopt-payment.ts";
import { type CollectedPayment, listCollected } from "#src/payments/list-collected.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { isId } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { HeldPayment } from "#src/processors/processor.ts";
import {
  compare,
  explain,
  type FoundDifference,
  isRepairable,
  isSameDifference,
} from "./difference.ts";
import { closeDifference, keepOpen, listOpen } from "./store.ts";

const DAY_MS = 86_400_000;
/** Each comparison looks this far behind the one before; what is younger is still under way. */
const OVERLAP_MS = 3 * DAY_MS;
const UNDER_WAY_MS = 10 * 60_000;

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
  const since = startOf(connection);
  const named = open.map(({ processorPaymentId }) => processorPaymentId);
  const held = (await processor.listHeld(since, named)).filter((one) =>
    isOurs(runtime, connection, one),
  );
  const found = await compareNow(runtime, connection, held, since);
  for (const one of found) await mend(runtime, where, held, one);
  const left = await compareNow(runtime, connection, held, since);
  return transact(runtime.db, businessId, (tx) =>
    writeDown(runtime, tx, connection, { found, left, startedAt, repairing }),
  );
}

function startOf({ comparedAt, createdAt }: Connection): Date {
  return new Date((comparedAt ?? createdAt).getTime() - OVERLAP_MS);
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
  connection: Connection,
  held: readonly HeldPayment[],
  since: Date,
): Promise<FoundDifference[]> {
  const { businessId, id: connectionId, mode } = connection;
  return transact(runtime.db, businessId, async (tx) => {
    const intents = held.map(({ processorPaymentId }) => processorPaymentId);
    // A little later than the processor was asked from, whose clock may differ from ours.
    const from = new Date(since.getTime() + DAY_MS);
    const ours = await listCollected(tx, { businessId, connectionId, mode }, from, intents);
    const invoices = await findInvoicesOfMissing(tx, businessId, held, ours);
    const sight = { disputes: !connection.missingPermissions.includes("rak_dispute_read") };
    const found = compare(held, ours, sight, (id) => invoices.has(id));
    return found.filter((one) => !isUnderWay(one, held, ours, runtime.now()));
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

/** Of a payment collected just now: what one side does not know yet is on its way there. */
function isUnderWay(
  { processorPaymentId: intent }: FoundDifference,
  held: readonly HeldPayment[],
  ours: readonly CollectedPayment[],
  now: Date,
): boolean {
  const at =
    held.find((one) => one.processorPaymentId === intent)?.at ??
    ours.find((one) => one.processorPaymentId === intent)?.collectedAt;
  return at !== undefined && at.getTime() > now.getTime() - UNDER_WAY_MS;
}

/** Looks at the payment again; whether that helped is seen by comparing again. */
async function mend(
  runtime: Runtime,
  where: { businessId: string; connectionId: string },
  held: readonly HeldPayment[],
  found: FoundDifference,
): Promise<void> {
  const theirs = held.find((one) => one.processorPaymentId === found.processorPaymentId);
  if (!theirs || !isRepairable(found)) return;
  try {
    await adoptPayment(runtime, where, theirs);
  } catch (error) {
    runtime.log.error(
      { intent: found.processorPaymentId, err: error },
      "a difference between Stripe and the books could not be mended",
    );
  }
}

interface Outcome {
  readonly found: readonly FoundDifference[];
  /** Those that mending did not help. */
  readonly left: readonly FoundDifference[];
  readonly startedAt: Date;
  readonly repairing: string | null;
}

async function writeDown(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  { found, left, startedAt, repairing }: Outcome,
): Promise<Comparison> {
  const { businessId, id: connectionId } = connection;
  const where = { businessId, connectionId };
  const isLeft = (one: FoundDifference) => left.some((other) => isSameDifference(one, other));
  const fresh: FoundDifference[] = [];
  for (const one of [...left, ...found.filter((each) => !isLeft(each))]) {
    const isNew = await keepOpen(tx, runtime.newId, where, one, startedAt);
    if (isNew && isLeft(one)) fresh.push(one);
  }
  const gone = (await listOpen(tx, businessId, connectionId)).filter((one) => !isLeft(one));
  for (const one of gone) {
    await closeDifference(tx, one, one.id === repairing ? "repair" : "itself", startedAt);
  }
  await noteComparison(tx, businessId, connectionId, { at: startedAt, open: left.length });
  if (fresh.length > 0) await tell(runtime, tx, connection, fresh);
  return { open: left.length, closed: gone.length };
}

async function tell(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  fresh: readonly FoundDifference[],
): Promise<void> {
  const words = [...new Set(fresh.map(explain))].join("\n\n");
  const count = fresh.length === 1 ? "1 difference" : `${fresh.length} differences`;
  await tellAboutConnection(runtime, tx, connection, {
    cause: "comparison",
    headline: `${count} between ${connection.name} and your books`,
    explanation: `${words}\n\nOpen the connection to see both amounts and to repair what can be repaired.`,
  });
}
