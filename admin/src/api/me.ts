import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";

/** What is a person's own, whatever business they work in. Not part of the public API. */
export interface Me {
  name: string;
  email: string;
  hasSecondFactor: boolean;
  passkeys: OwnPasskey[];
  sessions: SignedInAt[];
}

export interface OwnPasskey {
  id: string;
  name: string | null;
  since: string;
}

/** One browser in which the person is signed in. */
export interface SignedInAt {
  id: string;
  since: string;
  ipAddress: string | null;
  userAgent: string | null;
  isThisOne: boolean;
}

export const meQuery = queryOptions({
  queryKey: ["/me"],
  queryFn: ({ signal }) => call<Me>("GET", "/me", {}, { signal }),
});

export const changeName = (name: string) => call<null>("PATCH", "/me", { body: { name } });

export const changePassword = (body: { currentPassword: string; password: string }) =>
  call<null>("POST", "/me/password", { body });

export const signOutAt = (id: string) =>
  call<null>("DELETE", "/me/sessions/{id}", { path: { id } });

export const signOutElsewhere = () => call<null>("DELETE", "/me/sessions");

export const requestPasswordReset = (email: string) =>
  call<{ isMailed: boolean }>("POST", "/password-resets", { body: { email } });

export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ["password-reset", token],
    queryFn: ({ signal }) =>
      call<{ email: string }>("POST", "/password-resets/read", { body: { token } }, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const resetPassword = (body: { token: string; password: string }) =>
  call<null>("POST", "/password-resets/use", { body });
