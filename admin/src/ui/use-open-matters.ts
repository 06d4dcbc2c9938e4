import { useInfiniteQuery } from "@tanstack/react-query";
import { type Matter, mattersQuery } from "../api/payments.ts";
import type { Payment } from "../api/types.ts";
import { isOpenDispute } from "./dispute-words.ts";

export interface OpenMatter {
  readonly payments: readonly Payment[];
  /** There are more than were read. */
  readonly hasMore: boolean;
}

export type OpenMatters = Readonly<Record<Matter, OpenMatter>>;

/** What waits for a person now; a dispute that was decided is listed, but no longer waits. */
export function useOpenMatters(): OpenMatters {
  const disputed = useMatter("disputed");
  return {
    to_record: useMatter("to_record"),
    unapplied: useMatter("unapplied"),
    disputed: {
      ...disputed,
      payments: disputed.payments.filter(({ dispute }) => dispute && isOpenDispute(dispute)),
    },
  };
}

function useMatter(matter: Matter): OpenMatter {
  const found = useInfiniteQuery(mattersQuery(matter));
  return {
    payments: found.data?.pages.flatMap(({ data }) => data) ?? [],
    hasMore: found.hasNextPage,
  };
}

/** All that waits, in one number; `null` where nothing does. */
export function countAll(matters: OpenMatters): string | null {
  const all = Object.values(matters);
  const count = all.reduce((sum, { payments }) => sum + payments.length, 0);
  if (count === 0) return null;
  return all.some(({ hasMore }) => hasMore) ? `${count}+` : String(count);
}

export function countWords({ payments, hasMore }: OpenMatter): string {
  return hasMore ? `${payments.length}+` : String(payments.length);
}
