import { readWebhookKeys } from "#src/connections/webhook-keys.ts";
import type { Runtime } from "#src/platform/runtime.ts";

/** The secrets a webhook of this connection may be signed with now, newest first. */
export async function openWebhookSecrets(
  runtime: Runtime,
  businessId: string,
  connectionId: string,
): Promise<string[]> {
  const keys = await readWebhookKeys(runtime, businessId, connectionId);
  return keys?.secretsAt(runtime.now()) ?? [];
}
