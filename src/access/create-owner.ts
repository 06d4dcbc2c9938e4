import type { Runtime } from "#src/platform/runtime.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { createUser, findUserId } from "./create-user.ts";
import type { PasswordHash } from "./password.ts";

export interface NewOwner {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: PasswordHash;
}

/**
 * Makes the owner of a business in the caller's transaction. A person who signs in here already
 * keeps their password and becomes the owner of one more business.
 */
export async function createOwner(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  owner: NewOwner,
): Promise<string> {
  const userId =
    (await findUserId(tx, owner.email)) ??
    (await createUser(runtime, tx, { ...owner, isVerified: true }));
  const id = runtime.newId("mem");
  await tx
    .insertInto("members")
    .values({
      business_id: businessId,
      id,
      user_id: userId,
      role: "owner",
      created_at: runtime.now(),
    })
    .execute();
  return id;
}
