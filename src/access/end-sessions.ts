import type { Database } from "#src/platform/database.ts";

/** Ends where somebody is signed in, and what a browser may have kept to skip a step. */
export async function endSessions(
  db: Database,
  userId: string,
  { butFor }: { butFor: string | null },
): Promise<void> {
  let sessions = db.deleteFrom("sign_in_sessions").where("user_id", "=", userId);
  if (butFor !== null) sessions = sessions.where("id", "<>", butFor);
  await sessions.execute();
  await dropChallenges(db, userId);
}

/** Ends signing in half-way, by who knew the password and is asked for a code. */
export async function dropChallenges(db: Database, userId: string): Promise<void> {
  await db.deleteFrom("sign_in_verifications").where("value", "=", userId).execute();
}
