import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Balance, LedgerEntry, Page } from "./types.ts";

export type BooksMode = "live" | "test";

export const balancesQuery = (mode: BooksMode) =>
  queryOptions({
    queryKey: ["/ledger/balances", mode],
    queryFn: ({ signal }) =>
      call<Page<Balance>, Api.GetLedgerBalancesData>(
        "GET",
        "/ledger/balances",
        { query: { mode } },
        { signal },
      ),
  });

export const entriesQuery = (mode: BooksMode) =>
  listQuery<LedgerEntry, Api.GetLedgerEntriesData>("/ledger/entries", { mode });
