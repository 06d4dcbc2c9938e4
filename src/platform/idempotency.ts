import { createHash } from "node:crypto";
import { transact } from "./database.ts";
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

/** A request that died half-way frees its key after this long: longer than any waits for Stripe. */
const RUNNING_MS = 300_000;
const KEPT_MS = 24 * 3_600_000;

/**
 * Runs `work` once per key and replays its answer for a day. Refuses with `idempotency_key_reused`
 * for another request under the key, `idempotency_in_progress` while the first still runs. What was
 * not valid, and what failed on our side without effect, is not kept: the key is free again.
 */
export async function onceByKey(
  runtime: Runtime,
  request: IdempotentRequest,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const stored = await claim(runtime, request);
  if (stored) return stored;
  try {
    const answer = await work();
    const isFree = answer.status === 400 || answer.status >= 500;
    if (isFree && answer.hasEffect !== true) await release(runtime, request);
    else await keep(runtime, request, answer);
    return answer;
  } catch (error) {
    await release(runtime, request);
    throw error;
  }
}

async function claim(runtime: Runtime, request: IdempotentRequest): Promise<StoredAnswer | null> {
  const { businessId, key } = request;
  const now = runtime.now();
  const hash = createHash("sha256").update(request.fingerprint).digest();
  return transact(runtime.db, businessId, async (tx) => {
    await tx
      .deleteFrom("idempotency_keys")
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .where((eb) =>
        eb.or([
          eb("created_at", "<", new Date(now.getTime() - KEPT_MS)),
          eb.and([eb("status", "is", null), eb("running_until", "<", now)]),
        ]),
      )
      .execute();
    const runningUntil = new Date(now.getTime() + RUNNING_MS);
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
    if (made.numInsertedOrUpdatedRows === 1n) return null;
    const row = await tx
      .selectFrom("idempotency_keys")
      .selectAll()
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .executeTakeFirstOrThrow();
    if (!row.request_hash.equals(hash)) {
      throw new Refusal(
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Use a new key.",
      );
    }
    if (row.status === null || row.answer_sealed === null) {
      throw new Refusal(
        "idempotency_in_progress",
        "The first request with this Idempotency-Key is still running. Ask again in a moment.",
      );
    }
    return { status: row.status, body: runtime.vault.open(placeOf(request), row.answer_sealed) };
  });
}

async function keep(
  runtime: Runtime,
  request: IdempotentRequest,
  answer: StoredAnswer,
): Promise<void> {
  const { businessId, key } = request;
  await transact(runtime.db, businessId, (tx) =>
    tx
      .updateTable("idempotency_keys")
      .set({
        status: answer.status,
        answer_sealed: runtime.vault.seal(placeOf(request), answer.body),
        running_until: null,
      })
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .execute(),
  );
}

async function release(runtime: Runtime, { businessId, key }: IdempotentRequest): Promise<void> {
  await transact(runtime.db, businessId, (tx) =>
    tx
      .deleteFrom("idempotency_keys")
      .where("business_id", "=", businessId)
      .where("key", "=", key)
      .execute(),
  );
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
  return `idempotency_keys.answer:${businessId}:${key}`;
}
