import { queryOptions } from "@tanstack/react-query";
import { call, callSignIn } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Business, BusinessChanges, Session } from "./types.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => call<Session>("GET", "/session", {}, { signal }),
  staleTime: 5 * 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => call<{ needed: boolean }>("GET", "/setup", {}, { signal }),
});

export interface SetupInput {
  business: { name: string; country: string; currency: string; timezone: string; locale?: string };
  owner: { name?: string; email: string; password: string };
}

/** Creates the first business with its owner, who is signed in by it. */
export const setUp = (body: SetupInput) => call<unknown>("POST", "/setup", { body });

/** Where a second factor is on, the answer asks for it, and nobody is signed in yet. */
export const signIn = (email: string, password: string) =>
  callSignIn<{ twoFactorRedirect?: boolean }>("/sign-in/email", { email, password });

export const signOut = () => callSignIn("/sign-out", {});

export const businessQuery = queryOptions({
  queryKey: ["business"],
  queryFn: ({ signal }) => call<Business, Api.GetBusinessData>("GET", "/business", {}, { signal }),
});

export const changeBusiness = (body: BusinessChanges) =>
  call<Business, Api.PatchBusinessData>("PATCH", "/business", { body });
