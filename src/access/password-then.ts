import { type Database } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { endSessions } from "./end-sessions.ts";

/** The hash of a person's password, as it was at one moment. */
export interface PasswordThen {
  readonly userId: string;
  readonly hash: string | null;
}

export async function readPassword(db: Database, email: string): Promise<PasswordThen | null> {
  const row = await ofPeople(db).where("users.email", "=", email.toLowerCase()).executeTakeFirst();
  return row ? { userId: row.user_id, hash: row.password } : null;
}

/**
 * Signing in checks the password and begins a session in two steps. A new password that comes between
 * them ends every session but this one, which is not there yet; so it is asked once more, behind
 * whoever is just setting one. Refuses with `unauthenticated`, and nobody stays signed in.
 */
export async function requirePasswordOf(db: Database, then: PasswordThen): Promise<void> {
  const { userId, hash } = then;
  const now = await ofPeople(db)
    .where("sign_in_methods.user_id", "=", userId)
    .forShare("sign_in_methods")
    .executeTakeFirst();
  if (now?.password === hash) return;
  await endSessions(db, userId, { butFor: null });
  throw new Refusal("unauthenticated", "Your password was just changed. Sign in with the new one.");
}

function ofPeople(db: Database) {
  return db
    .selectFrom("sign_in_methods")
    .innerJoin("users", "users.id", "sign_in_methods.user_id")
    .select(["sign_in_methods.user_id", "sign_in_methods.password"])
    .where("provider_id", "=", "credential");
}
