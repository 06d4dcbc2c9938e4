import type { BusinessTx } from "#src/platform/database.ts";
import { newApiKey } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import type { Role } from "./actor.ts";

/** Makes an API key: the key itself is in the answer and nowhere else, only its hash is stored. */
export async function createApiKey(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  input: { name: string; role: Role },
): Promise<{ id: string; key: string }> {
  const id = runtime.newId("key");
  const key = newApiKey();
  await tx
    .insertInto("api_keys")
    .values({
      business_id: businessId,
      id,
      key_hash: hashSecret(key),
      hint: key.slice(-4),
      name: input.name,
      role: input.role,
      created_at: runtime.now(),
    })
    .execute();
  return { id, key };
}
