import { infiniteQueryOptions } from "@tanstack/react-query";
import { call, type Operation } from "./client.ts";
import type { Page } from "./types.ts";

/** A list read page by page, each from where the one before ended. */
export function listQuery<Row, Op extends Operation>(
  url: Op["url"],
  query: Omit<NonNullable<Op["query"]>, "cursor" | "limit">,
) {
  return infiniteQueryOptions({
    queryKey: [url, query],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Row>>("GET", url, { query: { ...query, cursor: pageParam } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}
