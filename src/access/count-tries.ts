import { networkOf } from "#src/platform/http/network-of.ts";
import { countAttempt, type Limit } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";

/** Wherever a browser that is signed in asks for the password again. */
const PASSWORDS: Limit = { points: 20, windowMs: 900_000 };

/** Counts a try under a key. Refuses with `too_many_requests`. */
export async function countTries(runtime: Runtime, key: string, limit: Limit): Promise<void> {
  const over = await countAttempt(runtime.db, key, limit, runtime.now());
  if (!over) return;
  const words = "Too many tries in a row. Wait a few minutes, then try again.";
  throw new Refusal("too_many_requests", words, over);
}

/** Counts a try of whoever sits behind an address, however many addresses they have. */
export async function countTriesFrom(
  runtime: Runtime,
  what: string,
  address: string,
  limit: Limit,
): Promise<void> {
  await countTries(runtime, `${what}:${networkOf(address)}`, limit);
}

/** Counts a try at the password of somebody who is signed in, whichever door it is made at. */
export async function countPasswordTry(runtime: Runtime, userId: string): Promise<void> {
  await countTries(runtime, `password-of:${userId}`, PASSWORDS);
}
