import { transactForPeople } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { countAttempt, type Limit } from "#src/platform/limiter.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import { findUser } from "./people.ts";

/** Nobody's mailbox is filled by somebody else; more are taken and not mailed. */
const TO_A_PERSON: Limit = { points: 3, windowMs: 3_600_000 };

/**
 * Has a link mailed with which whoever has this address chooses a new password. Does the same for an
 * address that nobody has, down to the job, and answers nothing: so it tells nobody who is here.
 */
export async function requestPasswordReset(runtime: Runtime, email: string): Promise<void> {
  const key = `reset-of:${hashSecret(email.toLowerCase()).toString("base64url")}`;
  const now = runtime.now();
  const over = await countAttempt(runtime.db, key, TO_A_PERSON, now);
  const user = await findUser(runtime.db, { email });
  if (over) return;
  const payload = { userId: user?.id ?? null, askedAt: now.toISOString() };
  await transactForPeople(runtime.db, (tx) => addJob(tx, "mail_password_reset", payload));
}
