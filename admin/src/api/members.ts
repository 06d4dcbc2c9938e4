import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";
import type { InvitedMember, Member, Page, Role } from "./types.ts";

export const membersQuery = queryOptions({
  queryKey: ["/members"],
  queryFn: ({ signal }) =>
    call<Page<Member>, Api.GetMembersData>("GET", "/members", {}, { signal }),
});

export const inviteMember = (body: { email: string; role: Role }, idempotencyKey: string) =>
  call<InvitedMember, Api.PostMembersData>("POST", "/members", { body }, { idempotencyKey });

export const changeMember = (id: string, role: Role) =>
  call<Member, Api.PatchMembersIdData>("PATCH", "/members/{id}", { path: { id }, body: { role } });

export const removeMember = (id: string) =>
  call<null, Api.DeleteMembersIdData>("DELETE", "/members/{id}", { path: { id } });

/** What an invitation says to whoever opens its link. Not part of the public API. */
export interface OpenInvitation {
  businessName: string;
  email: string;
  role: Role;
  invitedBy: string;
  hasSignIn: boolean;
  signedInAs: string | null;
}

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) =>
      call<OpenInvitation>("POST", "/invitations/read", { body: { token } }, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const acceptInvitation = (body: { token: string; name?: string; password?: string }) =>
  call<{ businessId: string }>("POST", "/invitations/accept", { body });
