import { invalid, missing } from "./errors.ts";
import { integer, text, timeRange, type TimeRange } from "./params.ts";

/** The parameters of every list; spread them into a group. */
export const page = { limit: integer, starting_after: text, ending_before: text };
export const pageByTime = { ...page, created: timeRange };

interface Page {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
}

export interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

/** One page of objects, newest first; `oldestFirst` comes in the order of creation. */
export function listPage<T extends { id: string; object: string }>(
  url: string,
  oldestFirst: readonly T[],
  params: Page,
): List<T> {
  return cut(url, oldestFirst.toReversed(), params);
}

/** As listPage, for lists that Stripe shows in their own order. */
export function cut<T extends { id: string; object: string }>(
  url: string,
  all: readonly T[],
  params: Page,
): List<T> {
  const limit = params.limit ?? 10;
  if (limit < 1)
    throw invalid(
      "This value must be greater than or equal to 1.",
      "limit",
      "parameter_invalid_integer",
    );
  if (limit > 100)
    throw invalid(
      "This value must be less than or equal to 100.",
      "limit",
      "parameter_invalid_integer",
    );
  if (params.ending_before !== undefined) {
    const end = indexOf(all, params.ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: all.slice(start, end), has_more: start > 0, url };
  }
  const start =
    params.starting_after === undefined
      ? 0
      : indexOf(all, params.starting_after, "starting_after") + 1;
  return {
    object: "list",
    data: all.slice(start, start + limit),
    has_more: start + limit < all.length,
    url,
  };
}

/** Whether an instant in seconds lies in the range a list was asked for. */
export function isWithin(seconds: number, range: TimeRange | undefined): boolean {
  if (!range) return true;
  const { gt, gte, lt, lte } = range;
  return (
    (gt === undefined || seconds > gt) &&
    (gte === undefined || seconds >= gte) &&
    (lt === undefined || seconds < lt) &&
    (lte === undefined || seconds <= lte)
  );
}

function indexOf(
  all: readonly { id: string; object: string }[],
  id: string,
  param: string,
): number {
  const index = all.findIndex((each) => each.id === id);
  if (index >= 0) return index;
  throw missing(all[0]?.object ?? "object", id, param, 400);
}
