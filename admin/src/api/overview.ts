import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";

export type Attention = Api.Summary["attention"][number];

export const summaryQuery = queryOptions({
  queryKey: ["/summary"],
  queryFn: ({ signal }) => call<Api.Summary, Api.GetSummaryData>("GET", "/summary", {}, { signal }),
});

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["/search", text],
    queryFn: ({ signal }) =>
      call<{ data: Api.SearchHit[] }, Api.GetSearchData>(
        "GET",
        "/search",
        { query: { q: text } },
        { signal },
      ),
  });
