import { sql } from "kysely";
import { DELIVERIES_LOST } from "#src/connections/connection.ts";
import { findBusinessByAddress } from "#src/connections/get-connection.ts";
import { readWebhookKeys, type WebhookKeys } from "#src/connections/webhook-keys.ts";
import { inBatches } from "#src/platform/in-batches.ts";
import type { Jobs } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import { verifyStripeWebhook } from "#src/processors/stripe/events.ts";
import { must } from "#src/values/assert.ts";

export type Receipt = "stored" | "bad_signature" | "no_such_connection";

/** Keys that change while a webhook is read are read again; more often than this, nobody changes them. */
const MAX_ROUNDS = 3;
/** Two under way share the disk's answer to their commits. */
const BATCHES = { most: 50, underWay: 2 };

/**
 * Takes a webhook: verified with the connection's own secrets, then written down with the job that
 * looks at the payment, in one transaction. Only after that commit may the sender hear 2xx (I15).
 * Events of the other mode, and about nothing of ours, are kept and have no effect.
 */
export type ReceiveWebhook = (
  connectionId: string,
  body: string,
  signature: string,
) => Promise<Receipt>;

/**
 * Events arrive in bursts, so those that arrive together are one message to the database and one commit.
 * The mode and secrets of connections are kept in this process, and the statement that stores an event
 * asks whether they are still theirs. Nobody is refused by what is kept: what it does not verify is checked
 * with what is read anew.
 */
export function createReceiver(runtime: Runtime): ReceiveWebhook {
  const kept = new Map<string, WebhookKeys>();
  const store = inBatches(BATCHES, (batch: readonly Received[]) => storeAll(runtime, batch));

  async function takeWith(keys: WebhookKeys, body: string, signature: string) {
    const now = runtime.now();
    const event = verifyStripeWebhook(body, signature, keys.secretsAt(now), now);
    if (!event) return "bad_signature";
    return (await store({ keys, event })) ? "stored" : "keys_changed";
  }

  return async (connectionId, body, signature) => {
    const known = kept.get(connectionId);
    if (known && (await takeWith(known, body, signature)) === "stored") return "stored";
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const businessId = await findBusinessByAddress(runtime.db, connectionId);
      const keys = businessId && (await readWebhookKeys(runtime, businessId, connectionId));
      if (!keys) return "no_such_connection";
      kept.set(connectionId, keys);
      const receipt = await takeWith(keys, body, signature);
      if (receipt !== "keys_changed") return receipt;
    }
    throw new Error("the webhook secrets changed each time they were read");
  };
}

/** Answers for each whether it was stored, or else its connection has another mode or secrets by now. */
async function storeAll(runtime: Runtime, batch: readonly Received[]): Promise<boolean[]> {
  const byKeys = [...Map.groupBy(batch, ({ keys }) => keys)];
  const received = byKeys.map(([keys, events]) => ({
    business: keys.businessId,
    connection: keys.connectionId,
    mode: keys.mode,
    madeWith: keys.sealed.map((sealed) => sealed && sealed.toString("hex")),
    at: runtime.now(),
    events: events.map(({ event }) => describe(keys, event)),
  }));
  const { rows } = await sql<{ stored: boolean[] }>`
    select receive_events(${JSON.stringify(received)}::jsonb, ${DELIVERIES_LOST}) as stored`.execute(
    runtime.db,
  );
  const { stored } = must(rows[0], "a function answers");
  return batch.map(({ keys }) => stored[byKeys.findIndex(([one]) => one === keys)] === true);
}

/** An event that was verified with these. */
interface Received {
  readonly keys: WebhookKeys;
  readonly event: ProcessorEvent;
}

/** As db/migrations/0007_receive_events.sql takes it. */
function describe(keys: WebhookKeys, event: ProcessorEvent) {
  const isOfMode = event.mode === keys.mode;
  const { id, type, sessionId, processorPaymentId, paymentId } = event;
  const job = isOfMode ? jobFor(keys, event) : null;
  return { id, type, sessionId, processorPaymentId, paymentId, isOfMode, job };
}

/** A job as the database queues it once it has found the payment of the event. */
type EventJob = {
  [Name in keyof Jobs]: {
    task: Name;
    payload: Omit<Jobs[Name], "paymentId">;
    /** Jobs with one key are one job while it waits; `{payment}` stands for the payment's id. */
    key: string;
    needsPayment: boolean;
  };
}["settle_payment" | "follow_payout" | "warn_of_fraud"];

function jobFor({ businessId, connectionId }: WebhookKeys, event: ProcessorEvent): EventJob {
  const { payoutId, sessionId, processorPaymentId, isAboutMoneyBack } = event;
  if (payoutId !== null) {
    return {
      task: "follow_payout",
      payload: { businessId, connectionId, payoutId },
      key: `follow_payout:${connectionId}:${payoutId}`,
      needsPayment: false,
    };
  }
  if (event.isFraudWarning) {
    const payload = { businessId };
    return { task: "warn_of_fraud", payload, key: "warn_of_fraud:{payment}", needsPayment: true };
  }
  // A burst of events about one payment is one look at it.
  return {
    task: "settle_payment",
    payload: { businessId, sessionId, processorPaymentId, hasNews: isAboutMoneyBack },
    key: `settle_payment:{payment}${isAboutMoneyBack ? ":money_back" : ""}`,
    needsPayment: true,
  };
}
