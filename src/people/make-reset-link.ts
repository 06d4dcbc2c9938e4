import { newToken } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import { putReset } from "./people.ts";

export const RESET_LIFETIME_MS = 3_600_000;

/** Makes the one link with which a person may choose a new password; it works once, for an hour. */
export async function makeResetLink(
  runtime: Runtime,
  userId: string,
  { isMailed }: { isMailed: boolean },
): Promise<{ url: string }> {
  const token = newToken();
  await putReset(runtime.db, userId, {
    token_hash: hashSecret(token),
    is_mailed: isMailed,
    expires_at: new Date(runtime.now().getTime() + RESET_LIFETIME_MS),
  });
  // behind the # it reaches no server, so no log of one
  return { url: [`${runtime.config.publicUrl}/new-password`, token].join("#") };
}
