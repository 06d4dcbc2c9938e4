import { sql } from "kysely";
import type { Database } from "./database.ts";

export interface Limit {
  readonly points: number;
  readonly windowMs: number;
}

/**
 * Counts one attempt under a key and answers how long to wait when there were too many; `null` while
 * there is room. Counted in the database, so that every app process sees the same.
 */
export async function countAttempt(
  db: Database,
  key: string,
  limit: Limit,
  now: Date,
): Promise<{ retryAfterS: number } | null> {
  const endsAt = new Date(now.getTime() + limit.windowMs);
  const result = await sql<{ points: number; window_ends_at: Date }>`
    insert into attempt_limits as l (key, points, window_ends_at) values (${key}, 1, ${endsAt})
    on conflict (key) do update set
      points = case when l.window_ends_at <= ${now} then 1 else l.points + 1 end,
      window_ends_at = case when l.window_ends_at <= ${now} then ${endsAt} else l.window_ends_at end
    returning points, window_ends_at`.execute(db);
  const row = result.rows[0];
  if (!row || row.points <= limit.points) return null;
  return {
    retryAfterS: Math.max(1, Math.ceil((row.window_ends_at.getTime() - now.getTime()) / 1000)),
  };
}

/** Answers the same without counting: for doors that only failures close. */
export async function isOverLimit(
  db: Database,
  key: string,
  limit: Limit,
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom("attempt_limits")
    .select(["points", "window_ends_at"])
    .where("key", "=", key)
    .executeTakeFirst();
  return row !== undefined && row.window_ends_at > now && row.points > limit.points;
}

/** Keeps in mind, for as long as said, that something happened; told again, from then on. */
export async function remember(db: Database, key: string, forMs: number, now: Date): Promise<void> {
  const ends = { window_ends_at: new Date(now.getTime() + forMs) };
  await db
    .insertInto("attempt_limits")
    .values({ key, points: 0, ...ends })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(ends))
    .execute();
}

export async function remembers(db: Database, key: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("attempt_limits")
    .select("key")
    .where("key", "=", key)
    .where("window_ends_at", ">", now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Forgets windows that are over. */
export async function forgetAttempts(db: Database, now: Date): Promise<void> {
  await db.deleteFrom("attempt_limits").where("window_ends_at", "<", now).execute();
}
