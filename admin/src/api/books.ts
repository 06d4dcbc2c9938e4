import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Balance, LedgerEntry, Page } from "./types.ts";

export type BooksMode = "live" | "test";

/** @param on at the end of this day; `null` for now */
export const balancesQuery = (mode: BooksMode, on: string | null) =>
  queryOptions({
    queryKey: ["/ledger/balances", mode, on],
    queryFn: ({ signal }) =>
      call<Page<Balance>, Api.GetLedgerBalancesData>(
        "GET",
        "/ledger/balances",
        { query: { mode, ...(on === null ? {} : { on }) } },
        { signal },
      ),
  });

type Period = NonNullable<Api.GetAccountsIdStatementData["query"]>;

export const statementQuery = (id: string, period: Period) =>
  queryOptions({
    queryKey: ["/accounts", id, "statement", period],
    queryFn: ({ signal }) =>
      call<Page<Api.StatementLine>, Api.GetAccountsIdStatementData>(
        "GET",
        "/accounts/{id}/statement",
        { path: { id }, query: period },
        { signal },
      ),
  });

export const entriesQuery = (mode: BooksMode) =>
  listQuery<LedgerEntry, Api.GetLedgerEntriesData>("/ledger/entries", { mode });
