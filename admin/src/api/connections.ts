import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Account, Connection, Page } from "./types.ts";

export const connectionsQuery = queryOptions({
  queryKey: ["/connections"],
  queryFn: ({ signal }) =>
    call<Page<Connection>, Api.GetConnectionsData>("GET", "/connections", {}, { signal }),
});

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["/connections", id],
    queryFn: ({ signal }) =>
      call<Connection, Api.GetConnectionsIdData>(
        "GET",
        "/connections/{id}",
        { path: { id } },
        { signal },
      ),
  });

export const accountsQuery = queryOptions({
  queryKey: ["/accounts"],
  queryFn: ({ signal }) =>
    call<Page<Account>, Api.GetAccountsData>("GET", "/accounts", {}, { signal }),
});

export type NewConnection = NonNullable<Api.PostConnectionsData["body"]>;

export const createConnection = (body: NewConnection) =>
  call<Connection, Api.PostConnectionsData>("POST", "/connections", { body });

export type ConnectionChanges = NonNullable<Api.PatchConnectionsIdData["body"]>;

export const changeConnection = (id: string, body: ConnectionChanges) =>
  call<Connection, Api.PatchConnectionsIdData>("PATCH", "/connections/{id}", {
    path: { id },
    body,
  });

export const checkConnection = (id: string) =>
  call<Connection, Api.PostConnectionsIdCheckData>("POST", "/connections/{id}/check", {
    path: { id },
  });

export const repairWebhook = (id: string) =>
  call<Connection, Api.PostConnectionsIdWebhookData>("POST", "/connections/{id}/webhook", {
    path: { id },
  });

export const disconnectPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["/connections", id, "disconnect-preview"],
    queryFn: ({ signal }) =>
      call<Api.DisconnectPreview, Api.GetConnectionsIdDisconnectPreviewData>(
        "GET",
        "/connections/{id}/disconnect-preview",
        { path: { id } },
        { signal },
      ),
  });

export const disconnect = (id: string) =>
  call<null, Api.DeleteConnectionsIdData>("DELETE", "/connections/{id}", { path: { id } });
