import type { Actor, Role } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { deleteInvitation, lockInvitation, setInvitationRole } from "./invitation-store.ts";
import { type Member, requireMayManage, requireOtherOwner } from "./member.ts";
import { deleteMember, findMember, lockOwners, setMemberRole } from "./member-store.ts";

/**
 * Gives a member, or somebody invited, another role; it counts from their next request on. Refuses
 * with `not_found`, `forbidden`, `last_owner`, `invitation_open`.
 */
export async function changeMember(
  runtime: Runtime,
  actor: Actor,
  id: string,
  role: Role,
): Promise<Member> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const { member, isInvited, owners } = await lockPerson(tx, businessId, id);
    requireMayManage(actor, member.role, role);
    if (member.role === role) return member;
    if (member.role === "owner" && !isInvited) requireOtherOwner(owners, id);
    if (isInvited && role === "owner") throw mayBeKnown();
    if (isInvited) await setInvitationRole(tx, businessId, id, role);
    else await setMemberRole(tx, businessId, id, role);
    const details = { email: member.email, from: member.role, to: role };
    await recordAudit(runtime, tx, actor, "member.role_changed", { type: "member", id }, details);
    return { ...member, role };
  });
}

/**
 * Removes a member, or withdraws an invitation. Whoever is removed is refused from their next request
 * on, since each one looks for its member. Refuses with `not_found`, `forbidden`, `last_owner`.
 */
export async function removeMember(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const { businessId } = actor;
  await transact(runtime.db, businessId, async (tx) => {
    const { member, isInvited, owners } = await lockPerson(tx, businessId, id);
    requireMayManage(actor, member.role);
    if (member.role === "owner" && !isInvited) requireOtherOwner(owners, id);
    if (isInvited) await deleteInvitation(tx, businessId, id);
    else await deleteMember(tx, businessId, id);
    const action = isInvited ? "member.invitation_withdrawn" : "member.removed";
    const details = { email: member.email, role: member.role };
    await recordAudit(runtime, tx, actor, action, { type: "member", id }, details);
  });
}

/** An admin who invited may have been shown the link, and would become an owner with it. */
function mayBeKnown(): Refusal {
  return new Refusal(
    "invitation_open",
    "Whoever invited this person may know the link. Withdraw the invitation and send a new one as Owner. Nothing was changed.",
  );
}

async function lockPerson(tx: BusinessTx, businessId: string, id: string) {
  // Before the member is read: its role is what it is once nobody else changes owners.
  const owners = await lockOwners(tx, businessId);
  const member = await findMember(tx, businessId, id);
  if (member) return { member, isInvited: false, owners };
  const invitation = await lockInvitation(tx, businessId, { id });
  if (!invitation) throw new Refusal("not_found", "There is nobody with this id.");
  return { member: invitation, isInvited: true, owners };
}
