import { hashPassword } from "better-auth/crypto";
import type { Runtime } from "#src/platform/runtime.ts";
import type { BusinessTx } from "#src/platform/database.ts";

export interface NewOwner {
  readonly name: string;
  readonly email: string;
  readonly password: string;
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
  const userId = (await findUserId(tx, owner.email)) ?? (await createUser(runtime, tx, owner));
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

async function findUserId(tx: BusinessTx, email: string): Promise<string | null> {
  const row = await tx
    .selectFrom("users")
    .select("id")
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  return row?.id ?? null;
}

async function createUser(runtime: Runtime, tx: BusinessTx, owner: NewOwner): Promise<string> {
  const id = runtime.newId("usr");
  await tx
    .insertInto("users")
    .values({ id, name: owner.name, email: owner.email.toLowerCase(), email_verified: true })
    .execute();
  await tx
    .insertInto("sign_in_methods")
    .values({
      id: runtime.newId("usr"),
      user_id: id,
      account_id: id,
      provider_id: "credential",
      password: await hashPassword(owner.password),
    })
    .execute();
  return id;
}
