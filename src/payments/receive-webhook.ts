import { sql } from "kysely";
import { DELIVERIES_LOST } from "#src/connections/connection.ts";
import { findBusinessByAddress } from "#src/connections/get-connection.ts";
import { readWebhookKeys, type WebhookKeys } from "#src/connections/webhook-keys.ts";
import type { Jobs } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { ProcessorEvent } from "#src/processors/processor.ts";
import { verifyStripeWebhook } from "#src/processors/stripe/events.ts";

export type Receipt = "stored" | "bad_signature" | "no_such_connection";

/** Keys that change while a webhook is read are read again; more often than this, nobody changes them. */
const MAX_ROUNDS = 3;

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
 * Events arrive in bursts, so taking one is one message to the database: the secrets of connections are
 * kept in this process, and the statement that stores the event asks whether they are still theirs.
 * Nobody is refused by what is kept: what it does not verify is checked with what is read anew.
 */
export function createReceiver(runtime: Runtime): ReceiveWebhook {
  const kept = new Map<string, WebhookKeys>();
  return async (connectionId, body, signature) => {
    const known = kept.get(connectionId);
    if (known && (await takeWith(runtime, known, body, signature)) === "stored") return "stored";
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const businessId = await findBusinessByAddress(runtime.db, connectionId);
      const keys = businessId && (await readWebhookKeys(runtime, businessId, connectionId));
      if (!keys) return "no_such_connection";
      kept.set(connectionId, keys);
      const receipt = await takeWith(runtime, keys, body, signature);
      if (receipt !== "keys_changed") return receipt;
    }
    throw new Error("the webhook secrets changed each time they were read");
  };
}

async function takeWith(
  runtime: Runtime,
  keys: WebhookKeys,
  body: string,
  signature: string,
): Promise<"stored" | "bad_signature" | "keys_changed"> {
  const now = runtime.now();
  const event = verifyStripeWebhook(body, signature, keys.secretsAt(now), now);
  if (!event) return "bad_signature";
  const { businessId, connectionId, sealed } = keys;
  const isOfMode = event.mode === keys.mode;
  const { id, type, sessionId, processorPaymentId, paymentId } = event;
  const told = JSON.stringify({ id, type, sessionId, processorPaymentId, paymentId, isOfMode });
  const job = isOfMode ? JSON.stringify(jobFor(keys, event)) : null;
  const { rows } = await sql<{ is_stored: boolean }>`
    select receive_event(${businessId}, ${connectionId}, ${sealed}::bytea[], ${told}::jsonb,
      ${job}::jsonb, ${DELIVERIES_LOST}, ${now}) as is_stored`.execute(runtime.db);
  return rows[0]?.is_stored === true ? "stored" : "keys_changed";
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
