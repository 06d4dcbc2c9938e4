import { dropChallenges } from "#src/access/end-sessions.ts";
import type { Database } from "#src/platform/database.ts";
import type { Instant } from "#src/values/day.ts";

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isVerified: boolean;
}

export async function findUser(
  db: Database,
  by: { id: string } | { email: string },
): Promise<User | null> {
  const row = await db
    .selectFrom("users")
    .select(["id", "name", "email", "email_verified"])
    .where("id" in by ? "id" : "email", "=", "id" in by ? by.id : by.email.toLowerCase())
    .executeTakeFirst();
  return row
    ? { id: row.id, name: row.name, email: row.email, isVerified: row.email_verified }
    : null;
}

export async function setName(db: Database, userId: string, name: string): Promise<void> {
  await db.updateTable("users").set({ name }).where("id", "=", userId).execute();
}

export interface Session {
  readonly id: string;
  readonly since: Instant;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** Where somebody is signed in, newest first. */
export async function listSessions(db: Database, userId: string, now: Instant): Promise<Session[]> {
  const rows = await db
    .selectFrom("sign_in_sessions")
    .select(["id", "created_at", "ip_address", "user_agent"])
    .where("user_id", "=", userId)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    since: row.created_at,
    ipAddress: row.ip_address === "" ? null : row.ip_address,
    userAgent: row.user_agent === "" ? null : row.user_agent,
  }));
}

/** Without the keys: there is nothing to be done with them on a screen. */
export async function listPasskeys(
  db: Database,
  userId: string,
): Promise<{ id: string; name: string | null; since: Instant }[]> {
  const rows = await db
    .selectFrom("passkeys")
    .select(["id", "name", "created_at"])
    .where("user_id", "=", userId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, since: row.created_at }));
}

/** Answers whether there was such a session of theirs. */
export async function endSession(db: Database, userId: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom("sign_in_sessions")
    .where("user_id", "=", userId)
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Ends what was begun with the password that somebody had until now, or to replace it. */
export async function endWhatIsOpen(db: Database, userId: string): Promise<void> {
  await dropChallenges(db, userId);
  await db.deleteFrom("password_resets").where("user_id", "=", userId).execute();
}

export async function setPassword(db: Database, userId: string, hash: string): Promise<void> {
  await db
    .updateTable("sign_in_methods")
    .set({ password: hash })
    .where("user_id", "=", userId)
    .where("provider_id", "=", "credential")
    .execute();
}

export async function markVerified(db: Database, userId: string): Promise<void> {
  await db.updateTable("users").set({ email_verified: true }).where("id", "=", userId).execute();
}

/** What signs in, or is asked for, beside the password; `null` for nothing. */
export async function nameSecondFactors(db: Database, userId: string): Promise<string | null> {
  const { two_factor_enabled: isOn } = await db
    .selectFrom("users")
    .select("two_factor_enabled")
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const passkeys = (await listPasskeys(db, userId)).map(
    ({ name, since }) =>
      `passkey ${JSON.stringify(name ?? "Passkey")} since ${since.toISOString().slice(0, 10)}`,
  );
  const all = [...(isOn ? ["two-factor"] : []), ...passkeys];
  return all.length === 0 ? null : all.join(", ");
}

/** Whatever else could sign in as this person, or stop them from it. */
export async function dropSecondFactors(db: Database, userId: string): Promise<void> {
  await db.deleteFrom("second_factors").where("user_id", "=", userId).execute();
  await db.deleteFrom("passkeys").where("user_id", "=", userId).execute();
  await db
    .updateTable("users")
    .set({ two_factor_enabled: false })
    .where("id", "=", userId)
    .execute();
}

/** The newest link works, and the ones before it do not. */
export async function putReset(
  db: Database,
  userId: string,
  fresh: { token_hash: Buffer; is_mailed: boolean; expires_at: Instant },
): Promise<void> {
  await db
    .insertInto("password_resets")
    .values({ user_id: userId, ...fresh })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet(fresh))
    .execute();
}

export async function findReset(db: Database, tokenHash: Buffer) {
  return db
    .selectFrom("password_resets")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
}

/** Takes the link away; of two who use it at once, one finds it. */
export async function takeReset(db: Database, tokenHash: Buffer) {
  return db
    .deleteFrom("password_resets")
    .where("token_hash", "=", tokenHash)
    .returningAll()
    .executeTakeFirst();
}
