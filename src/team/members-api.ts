import { z } from "@hono/zod-openapi";
import { type Actor, can, ROLES } from "#src/access/actor.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Instant } from "#src/values/day.ts";
import { changeMember, removeMember } from "./change-member.ts";
import { listInvitations } from "./invitation-store.ts";
import { inviteMember, isShown } from "./invite-member.ts";
import { type Member, MEMBER_STATES, stateOf } from "./member.ts";
import { listMembers } from "./member-store.ts";

const fields = {
  id: z.string(),
  state: z.enum(MEMBER_STATES),
  name: z.string().nullable(),
  email: z.string(),
  role: z.enum(ROLES),
  isYou: z.boolean(),
  hasSecondFactor: z.boolean().nullable().openapi({
    description: "Null for roles that manage nobody",
  }),
  since: field.instant,
  expiresAt: field.instant.nullable(),
};
const MemberAnswer = z.object(fields).openapi("Member");

export const listMembersEndpoint = endpoint(
  {
    summary: "Who belongs to the business, then who is invited",
    permission: "members.read",
    answer: field.listOf(MemberAnswer),
  },
  async ({ runtime, actor }) => {
    const people = await transact(runtime.db, actor.businessId, async (tx) => [
      ...(await listMembers(tx, actor.businessId)),
      ...(await listInvitations(tx, actor.businessId)),
    ]);
    const now = runtime.now();
    return { data: people.map((member) => shape(member, actor, now)), nextCursor: null };
  },
);

export const inviteMemberEndpoint = endpoint(
  {
    summary: "Invite somebody by mail; the same address again replaces the invitation",
    permission: "members.manage",
    body: z.strictObject({ email: field.email(), role: z.enum(ROLES) }),
    answer: z
      .object({
        ...fields,
        invitationUrl: z.string().nullable().openapi({
          description: "Only where no mail server is set, to be handed on; shown this once",
        }),
      })
      .openapi("InvitedMember"),
    status: 201,
  },
  async ({ runtime, actor, body }) => {
    const { invitation, url } = await inviteMember(runtime, actor, body);
    const invitationUrl = isShown(runtime) ? url : null;
    return { ...shape(invitation, actor, runtime.now()), invitationUrl };
  },
);

export const changeMemberEndpoint = endpoint(
  {
    summary: "Give a member, or somebody invited, another role",
    permission: "members.manage",
    body: z.strictObject({ role: z.enum(ROLES) }),
    answer: MemberAnswer,
  },
  async ({ runtime, actor, params, body }) => {
    const member = await changeMember(runtime, actor, String(params["id"]), body.role);
    return shape(member, actor, runtime.now());
  },
);

export const removeMemberEndpoint = endpoint(
  {
    summary: "Remove a member at once, or withdraw an invitation",
    permission: "members.manage",
    answer: z.null(),
    status: 204,
  },
  async ({ runtime, actor, params }) => {
    await removeMember(runtime, actor, String(params["id"]));
    return null;
  },
);

function shape(member: Member, actor: Actor, now: Instant): z.input<typeof MemberAnswer> {
  return {
    id: member.id,
    state: stateOf(member, now),
    name: member.name,
    email: member.email,
    role: member.role,
    isYou: actor.type === "member" && actor.id === member.id,
    hasSecondFactor: can(actor.role, "members.manage") ? member.hasSecondFactor : null,
    since: member.since.toISOString(),
    expiresAt: member.expiresAt?.toISOString() ?? null,
  };
}
