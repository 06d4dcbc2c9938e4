import { endSessions } from "#src/access/end-sessions.ts";
import { hashPassword } from "#src/access/password.ts";
import { transactForPeople } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret, isToken } from "#src/values/token.ts";
import {
  dropSecondFactors,
  findReset,
  findUser,
  markVerified,
  setPassword,
  takeReset,
} from "./people.ts";

/** Whose link this is. Refuses with `not_found`, whatever is wrong with it. */
export async function readReset(runtime: Runtime, token: string): Promise<{ email: string }> {
  const row = isToken(token) ? await findReset(runtime.db, hashSecret(token)) : undefined;
  const user =
    row && row.expires_at > runtime.now() && (await findUser(runtime.db, { id: row.user_id }));
  if (!user) throw gone();
  return { email: user.email };
}

/**
 * Sets a new password with the link that was mailed, once. Everybody who was signed in as this person
 * is signed out; a second factor is still asked for. Refuses with `not_found`.
 */
export async function resetPassword(
  runtime: Runtime,
  token: string,
  password: string,
): Promise<void> {
  await readReset(runtime, token);
  const hash = await hashPassword(password); // takes its time, so before anything is locked
  const used = await transactForPeople(runtime.db, async (tx) => {
    const row = await takeReset(tx, hashSecret(token));
    if (!row || row.expires_at <= runtime.now()) throw gone();
    const user = await findUser(tx, { id: row.user_id });
    await setPassword(tx, row.user_id, hash);
    await endSessions(tx, row.user_id, { butFor: null });
    if (!row.is_mailed || user?.isVerified !== false) return row;
    // Who made this sign-in never showed that the address is theirs; now its owner is here.
    await dropSecondFactors(tx, row.user_id);
    await markVerified(tx, row.user_id);
    return row;
  });
  const { user_id: userId, is_mailed: isMailed } = used;
  runtime.log.info({ userId, isMailed }, "the password was reset");
}

function gone(): Refusal {
  return new Refusal(
    "not_found",
    "This link no longer works. It was used, replaced by a newer one, or is older than an hour. Ask for a new one.",
  );
}
