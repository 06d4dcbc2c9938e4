import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";
import type { ApiKey, Page, Role } from "./types.ts";

export const apiKeysQuery = queryOptions({
  queryKey: ["/api-keys"],
  queryFn: ({ signal }) =>
    call<Page<ApiKey>, Api.GetApiKeysData>("GET", "/api-keys", {}, { signal }),
});

/** Answers the key itself, this once. */
export const createApiKey = (body: { name: string; role: Role }, idempotencyKey: string) =>
  call<Api.NewApiKey, Api.PostApiKeysData>("POST", "/api-keys", { body }, { idempotencyKey });

export const revokeApiKey = (id: string) =>
  call<unknown, Api.DeleteApiKeysIdData>("DELETE", "/api-keys/{id}", { path: { id } });
