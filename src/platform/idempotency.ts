import { createHash } from "node:crypto";
import { type BusinessTx, transact } from "./database.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  /** A failure that has taken effect: asking again must not do it again. */
  readonly hasEffect?: boolean;
}

export interface IdempotentRequest {
  readonly businessId: string;
  /** The client's key, made the caller's own by their id. */
  readonly key: string;
  /** Method, path and body: the same key with another request is a mistake. */
  readonly fingerprint: string;
}

/** One run of an idempotent request, which may have died half-way before. */
export interface Attempt {
  /** What an earlier run of it made; `null` when nothing was made yet. */
  readonly effectId: string | null;
  /** Notes what this run makes, in the transaction that makes it: it is never made again. */
  noteEffect(tx: BusinessTx, id: string): Promise<void>;
}

/** A request that died half-way frees its key after this long: longer than any waits for Stripe. */
const RUNNING_MS = 300_000;
const KEPT_MS = 24 * 3_600_000;

/**
 * Runs `work` once per key and replays its answer for a day. Refuses with `idempotency_key_reused`
 * for another request under the key, `idempotency_in_progress` while the first still runs. What was
 * not valid, and what failed on our side without effect, is not kept: the key is free again. A run that
 * died after its effect is told of it when it is run again.
 */
export async function onceByKey(
  runtime: Runtime,
  request: IdempotentRequest,
  work: (attempt: Attempt) => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const claimed = await claim(runtime, request);
  if ("status" in claimed) return claimed;
  try {
    const answer = await work({
      ...claimed,
      noteEffect: (tx, id) => noteEffect(tx, request, id),
    });
    const isFree = answer.status === 400 || answer.status >= 500;
    if (isFree && answer.hasEffect !== true) await release(runtime, request);
    else await keep(runtime, request, answer);
    return answer;
  } catch (error) {
    await release(runtime, request);
    throw error;
  }
}

async function claim(
  runtime: Runtime,
  request: IdempotentRequest,
): Promise<StoredAnswer | { effectId: string | null }> {
  const { businessId, key } = request;
  const now = runtime.now();
  const hash = createHash("sha256").update(request.fingerprint).digest();
  const runningUntil = new Date(now.getTime() + RUNNING_MS);
  return transact(runtime.db, businessId, async (tx) => {
    await tx
      .deleteFrom("idempotency_keys")
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .where("created_at", "<", new Date(now.getTime() - KEPT_MS))
      .execute();
    const made = await tx
      .insertInto("idempotency_keys")
      .values({
        business_id: businessId,
        key,
        request_hash: hash,
        created_at: now,
        running_until: runningUntil,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 1n) return { effectId: null };
    const row = await tx
      .selectFrom("idempotency_keys")
      .selectAll()
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return inProgress(); // freed in this very moment
    if (!row.request_hash.equals(hash)) {
      throw new Refusal(
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Use a new key.",
      );
    }
    if (row.status !== null && row.answer_sealed !== null) {
      return { status: row.status, body: runtime.vault.open(placeOf(request), row.answer_sealed) };
    }
    if (row.running_until !== null && row.running_until > now) return inProgress();
    await ofKey(tx, request).set({ running_until: runningUntil }).execute();
    return { effectId: row.effect_id };
  });
}

function inProgress(): never {
  throw new Refusal(
    "idempotency_in_progress",
    "The first request with this Idempotency-Key is still running. Ask again in a moment.",
  );
}

async function noteEffect(tx: BusinessTx, request: IdempotentRequest, id: string): Promise<void> {
  await ofKey(tx, request).set({ effect_id: id }).execute();
}

function ofKey(tx: BusinessTx, { businessId, key }: IdempotentRequest) {
  return tx
    .updateTable("idempotency_keys")
    .where("business_id", "=", businessId)
    .where("key", "=", key);
}

async function keep(
  runtime: Runtime,
  request: IdempotentRequest,
  answer: StoredAnswer,
): Promise<void> {
  const sealed = runtime.vault.seal(placeOf(request), answer.body);
  await transact(runtime.db, request.businessId, (tx) =>
    ofKey(tx, request)
      .set({ status: answer.status, answer_sealed: sealed, running_until: null })
      .execute(),
  );
}

/** Frees the key; what has taken effect stays known to whoever asks again. */
async function release(runtime: Runtime, request: IdempotentRequest): Promise<void> {
  const { businessId, key } = request;
  await transact(runtime.db, businessId, async (tx) => {
    await tx
      .deleteFrom("idempotency_keys")
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .where("effect_id", "is", null)
      .execute();
    await ofKey(tx, request).set({ running_until: null }).execute();
  });
}

/** Forgets answers that are older than a day. */
export async function forgetAnswers(runtime: Runtime, businessId: string): Promise<void> {
  const before = new Date(runtime.now().getTime() - KEPT_MS);
  await transact(runtime.db, businessId, (tx) =>
    tx
      .deleteFrom("idempotency_keys")
      .where("business_id", "=", businessId)
      .where("created_at", "<", before)
      .execute(),
  );
}

function placeOf({ businessId, key }: IdempotentRequest): string {
  return answerPlace(businessId, key);
}

/** Where the answer kept for a key is sealed to. */
export function answerPlace(businessId: string, key: string): string {
  return `idempotency_keys.answer:${businessId}:${key}`;
}
