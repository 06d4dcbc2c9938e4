import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Difference } from "./types.ts";

/** Where the processor and the books differ, newest first. */
export const differencesQuery = (connectionId: string, state: "open" | "closed") =>
  listQuery<Difference, Api.GetDifferencesData>("/differences", { connectionId, state });

export const repairDifference = (id: string) =>
  call<Difference, Api.PostDifferencesIdRepairData>("POST", "/differences/{id}/repair", {
    path: { id },
  });

/** Compares now; it happens daily by itself. */
export const compareConnection = (id: string) =>
  call<Api.Comparison, Api.PostConnectionsIdComparisonData>(
    "POST",
    "/connections/{id}/comparison",
    { path: { id } },
  );
