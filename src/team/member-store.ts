import { type Role, roleOf } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Instant } from "#src/values/day.ts";
import type { Member } from "./member.ts";

/** Who belongs to the business, in the order they came. */
export async function listMembers(tx: BusinessTx, businessId: string): Promise<Member[]> {
  const rows = await membersOf(tx, businessId).orderBy("members.id").execute();
  return rows.map(memberFromRow);
}

export async function findMember(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Member | null> {
  const row = await membersOf(tx, businessId).where("members.id", "=", id).executeTakeFirst();
  return row ? memberFromRow(row) : null;
}

export async function findMemberByEmail(
  tx: BusinessTx,
  businessId: string,
  email: string,
): Promise<Member | null> {
  const row = await membersOf(tx, businessId).where("email", "=", email).executeTakeFirst();
  return row ? memberFromRow(row) : null;
}

function membersOf(tx: BusinessTx, businessId: string) {
  return tx
    .selectFrom("members")
    .innerJoin("users", "users.id", "members.user_id")
    .select([
      "members.id",
      "members.role",
      "members.created_at",
      "users.name",
      "users.email",
      "users.two_factor_enabled",
    ])
    .where("members.business_id", "=", businessId);
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof membersOf>["execute"]>>[number];

function memberFromRow(row: MemberRow): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: roleOf(row.role),
    hasSecondFactor: row.two_factor_enabled,
    since: row.created_at,
    expiresAt: null,
  };
}

/** The owners, locked: of two who leave at once the second sees that the first is gone. */
export async function lockOwners(tx: BusinessTx, businessId: string): Promise<{ id: string }[]> {
  return tx
    .selectFrom("members")
    .select("id")
    .where("business_id", "=", businessId)
    .where("role", "=", "owner")
    .orderBy("id")
    .forUpdate()
    .execute();
}

/** Answers whether the person was no member yet. */
export async function insertMember(
  tx: BusinessTx,
  row: { businessId: string; id: string; userId: string; role: Role; now: Instant },
): Promise<boolean> {
  const result = await tx
    .insertInto("members")
    .values({
      business_id: row.businessId,
      id: row.id,
      user_id: row.userId,
      role: row.role,
      created_at: row.now,
    })
    .onConflict((conflict) => conflict.columns(["business_id", "user_id"]).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function setMemberRole(
  tx: BusinessTx,
  businessId: string,
  id: string,
  role: Role,
): Promise<void> {
  await tx
    .updateTable("members")
    .set({ role })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

export async function deleteMember(tx: BusinessTx, businessId: string, id: string): Promise<void> {
  await tx
    .deleteFrom("members")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}
