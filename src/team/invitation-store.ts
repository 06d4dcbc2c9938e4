import type { Selectable } from "kysely";
import { sql } from "kysely";
import { type Role, roleOf } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { InvitationsRow } from "#src/platform/tables.ts";
import type { Instant } from "#src/values/day.ts";
import type { Member } from "./member.ts";

/** An open invitation, as it is shown beside the members. */
export interface Invitation extends Member {
  readonly invitedBy: string;
  readonly expiresAt: Instant;
  /** Whether somebody else saw its link. */
  readonly isShown: boolean;
}

export async function listInvitations(tx: BusinessTx, businessId: string): Promise<Invitation[]> {
  const rows = await tx
    .selectFrom("invitations")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id")
    .execute();
  return rows.map(invitationFromRow);
}

/** Locked, since it is about to be changed or used. */
export async function lockInvitation(
  tx: BusinessTx,
  businessId: string,
  by: { id: string } | { email: string },
): Promise<Invitation | null> {
  const row = await tx
    .selectFrom("invitations")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id" in by ? "id" : "email", "=", "id" in by ? by.id : by.email)
    .forUpdate()
    .executeTakeFirst();
  return row ? invitationFromRow(row) : null;
}

/** Writes an invitation, or writes over the open one to the same address; counts its letters. */
export async function upsertInvitation(
  tx: BusinessTx,
  businessId: string,
  fresh: {
    id: string;
    email: string;
    role: Role;
    invitedBy: string;
    now: Instant;
    expiresAt: Instant;
    isShown: boolean;
  },
): Promise<{ invitation: Invitation; letters: number }> {
  const changing = {
    role: fresh.role,
    invited_by: fresh.invitedBy,
    invited_at: fresh.now,
    expires_at: fresh.expiresAt,
    is_shown: fresh.isShown,
  };
  const row = await tx
    .insertInto("invitations")
    .values({ business_id: businessId, id: fresh.id, email: fresh.email, ...changing })
    .onConflict((conflict) =>
      conflict
        .columns(["business_id", "email"])
        .doUpdateSet({ ...changing, letters: sql<number>`invitations.letters + 1` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { invitation: invitationFromRow(row), letters: row.letters };
}

export async function setInvitationRole(
  tx: BusinessTx,
  businessId: string,
  id: string,
  role: Role,
): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ role })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

/** Ends an invitation: its links lead nowhere from now on. */
export async function deleteInvitation(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<void> {
  await forgetTokens(tx, businessId, id);
  await tx
    .deleteFrom("invitations")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

/** Puts one working link in the place of those that were mailed before. */
export async function replaceToken(
  tx: BusinessTx,
  businessId: string,
  id: string,
  tokenHash: Buffer,
): Promise<void> {
  await forgetTokens(tx, businessId, id);
  await tx
    .insertInto("page_tokens")
    .values({ token_hash: tokenHash, business_id: businessId, kind: "invitation", target_id: id })
    .execute();
}

async function forgetTokens(tx: BusinessTx, businessId: string, id: string): Promise<void> {
  await tx
    .deleteFrom("page_tokens")
    .where("business_id", "=", businessId)
    .where("kind", "=", "invitation")
    .where("target_id", "=", id)
    .execute();
}

function invitationFromRow(row: Selectable<InvitationsRow>): Invitation {
  return {
    id: row.id,
    name: null,
    email: row.email,
    role: roleOf(row.role),
    hasSecondFactor: false,
    since: row.invited_at,
    expiresAt: row.expires_at,
    invitedBy: row.invited_by,
    isShown: row.is_shown,
  };
}
