import { createUser, findUserId } from "#src/access/create-user.ts";
import type { Actor, Role } from "#src/access/actor.ts";
import type { PasswordHash } from "#src/access/password.ts";
import type { Person } from "#src/access/sign-in.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import {
  type BusinessTx,
  type Database,
  isUniqueViolation,
  transact,
} from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret, isToken } from "#src/values/token.ts";
import { deleteInvitation, type Invitation, lockInvitation } from "./invitation-store.ts";
import { insertMember } from "./member-store.ts";

/** What an invitation says to whoever holds its link. */
export interface OpenInvitation {
  readonly businessName: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  /** Whether the address has a sign-in here already. */
  readonly hasSignIn: boolean;
}

/** Reads an invitation by its link's secret. Refuses with `not_found`, whatever is wrong with it. */
export async function readInvitation(runtime: Runtime, token: string): Promise<OpenInvitation> {
  const businessId = await findBusinessOf(runtime.db, token);
  return transact(runtime.db, businessId, async (tx) => {
    const invitation = await getOpen(runtime, tx, businessId, token);
    const { name } = await getBusiness(tx, businessId);
    const { email, role, invitedBy } = invitation;
    const hasSignIn = (await findUserId(tx, email)) !== null;
    return { businessName: name, email, role, invitedBy, hasSignIn };
  });
}

export interface Newcomer {
  readonly name: string;
  readonly passwordHash: PasswordHash;
}

/**
 * Makes the person a member, once: the invitation is gone afterwards. It is for its address and for
 * nobody else, so a person who is signed in must be the one it was mailed to; who has no sign-in yet
 * gets one. Refuses with `not_found`, `invitation_for_another`, `unauthenticated`, `already_member`.
 */
export async function acceptInvitation(
  runtime: Runtime,
  token: string,
  who: { person: Person | null; newcomer: Newcomer | null; ipAddress: string },
): Promise<{ businessId: string; email: string }> {
  const businessId = await findBusinessOf(runtime.db, token);
  try {
    return await transact(runtime.db, businessId, async (tx) => {
      const invitation = await getOpen(runtime, tx, businessId, token);
      const { userId, name } = await personFor(runtime, tx, invitation, who);
      const { id, role, email } = invitation;
      await deleteInvitation(tx, businessId, id);
      const isNew = await insertMember(tx, { businessId, id, userId, role, now: runtime.now() });
      if (!isNew) throw new Refusal("already_member", "You belong to this business already.");
      const { ipAddress } = who;
      const actor: Actor = { type: "member", id, name, businessId, role, ipAddress };
      const target = { type: "member", id };
      await recordAudit(runtime, tx, actor, "member.joined", target, { email, role });
      return { businessId, email };
    });
  } catch (error) {
    // Made in the same moment, by an invitation of another business.
    if (isUniqueViolation(error, "users_email_key")) throw signInFirst();
    throw error;
  }
}

async function personFor(
  runtime: Runtime,
  tx: BusinessTx,
  { email, isShown }: Invitation,
  { person, newcomer }: { person: Person | null; newcomer: Newcomer | null },
): Promise<{ userId: string; name: string }> {
  if (person) {
    if (person.email === email) return { userId: person.id, name: person.name };
    throw new Refusal(
      "invitation_for_another",
      `This invitation is for ${email}, and you are signed in as ${person.email}. Sign out, then open it again.`,
    );
  }
  if (newcomer === null || (await findUserId(tx, email)) !== null) throw signInFirst();
  // Only what came by mail proves the address; while no mail server is set, owners can read it, too.
  const isVerified = !isShown && runtime.config.smtpUrl !== null;
  const userId = await createUser(runtime, tx, { ...newcomer, email, isVerified });
  return { userId, name: newcomer.name };
}

function signInFirst(): Refusal {
  return new Refusal("unauthenticated", "This address has a sign-in here. Sign in, then accept.");
}

async function findBusinessOf(db: Database, token: string): Promise<string> {
  const row = isToken(token) ? await findToken(db, token) : undefined;
  if (!row) throw gone();
  return row.business_id;
}

/** The invitation a token opens, locked; the token is looked at again, as it may be replaced by now. */
async function getOpen(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  token: string,
): Promise<Invitation> {
  const named = await findToken(tx, token);
  const invitation = named && (await lockInvitation(tx, businessId, { id: named.target_id }));
  const isCurrent = (await findToken(tx, token)) !== undefined;
  if (!invitation || !isCurrent || invitation.expiresAt <= runtime.now()) throw gone();
  return invitation;
}

async function findToken(db: Database, token: string) {
  return db
    .selectFrom("page_tokens")
    .select(["business_id", "target_id"])
    .where("token_hash", "=", hashSecret(token))
    .where("kind", "=", "invitation")
    .executeTakeFirst();
}

function gone(): Refusal {
  return new Refusal(
    "not_found",
    "This invitation no longer works. It may have been used, withdrawn or replaced, or it is older than a week. Ask for a new one.",
  );
}
