import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "../api/types.ts";
import { LoadingRows, LoadProblem } from "./states.tsx";

const FILTER_WAIT_MS = 250;

export function usePhone(): boolean {
  return useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false });
}

/** Loading, failed, empty or rows with a way to more: every list goes through the same states. */
export function List<Row>({
  query,
  empty,
  children,
}: {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  empty: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}) {
  if (query.isPending) return <LoadingRows />;
  if (query.isError && !query.data) {
    return <LoadProblem error={query.error} onRetry={() => void query.refetch()} />;
  }
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  if (rows.length === 0) return empty;
  return (
    <>
      {children(rows)}
      {query.hasNextPage && (
        <div className="list-foot">
          <span>{rows.length} shown</span>
          <Button
            variant="default"
            size="sm"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

/** A wide table on a narrow screen: it scrolls by itself, by keyboard too. */
export function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="list scroll-x" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** A list's own filter, reached with `/`. */
export function FilterField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const report = useDebouncedCallback((text: string) => onChange(text.trim()), FILTER_WAIT_MS);
  return (
    <TextInput
      type="search"
      data-filter
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      leftSection={<IconSearch size={16} />}
      onChange={(event) => report(event.currentTarget.value)}
    />
  );
}
