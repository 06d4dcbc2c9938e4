import { networkOf } from "#src/platform/http/network-of.ts";
import { countAttempt, type Limit, remember, remembers } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";

/** Wherever a browser that is signed in asks for the password again. */
const PASSWORDS: Limit = { points: 20, windowMs: 900_000 };
/** Slows down many addresses that guess one person's password, and leaves room for typing errors. */
const SIGN_INS_OF_A_PERSON: Limit = { points: 30, windowMs: 900_000 };
/** For so long after the last time a network is remembered from which somebody signed in. */
const KNOWN_MS = 90 * 86_400_000;

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

/**
 * Counts a try to sign in as somebody, wherever it is made. Tries from a network where they signed in
 * before are counted apart, so that strangers elsewhere lock themselves out and not its owner.
 */
export async function countSignIn(runtime: Runtime, email: string, address: string): Promise<void> {
  const who = nameless(email);
  const isKnown = await remembers(runtime.db, known(email, address), runtime.now());
  const key = isKnown ? `sign-in-of:${who}:${networkOf(address)}` : `sign-in-of:${who}`;
  await countTries(runtime, key, SIGN_INS_OF_A_PERSON);
}

/** Remembers where somebody signed in. */
export async function noteSignIn(runtime: Runtime, email: string, address: string): Promise<void> {
  await remember(runtime.db, known(email, address), KNOWN_MS, runtime.now());
}

function known(email: string, address: string): string {
  return `signed-in:${nameless(email)}:${networkOf(address)}`;
}

function nameless(email: string): string {
  return hashSecret(email.toLowerCase()).toString("base64url");
}
