import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { PasswordHash } from "./password.ts";

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: PasswordHash;
  /** Whether the person has shown that mail to this address reaches them. */
  readonly isVerified: boolean;
}

/** The id of the person who signs in with this address; `null` when nobody does. */
export async function findUserId(tx: BusinessTx, email: string): Promise<string | null> {
  const row = await tx
    .selectFrom("users")
    .select("id")
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Makes a person who can sign in, in the caller's transaction. */
export async function createUser(runtime: Runtime, tx: BusinessTx, user: NewUser): Promise<string> {
  const id = runtime.newId("usr");
  await tx
    .insertInto("users")
    .values({
      id,
      name: user.name,
      email: user.email.toLowerCase(),
      email_verified: user.isVerified,
    })
    .execute();
  await tx
    .insertInto("sign_in_methods")
    .values({
      id: runtime.newId("usr"),
      user_id: id,
      account_id: id,
      provider_id: "credential",
      password: user.passwordHash,
    })
    .execute();
  return id;
}
