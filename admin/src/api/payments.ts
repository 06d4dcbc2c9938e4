import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Payment } from "./types.ts";

export const paymentsQuery = (status?: "failed") =>
  listQuery<Payment, Api.GetPaymentsData>("/payments", status === undefined ? {} : { status });

/** What about a payment waits for a person. */
export type Matter = "to_record" | "unapplied" | "disputed";

export function isMatter(payment: Payment, matter: Matter): boolean {
  const { status, clearedAt, reversedAt, recorded, amountUnapplied, dispute } = payment;
  if (status !== "succeeded" || clearedAt !== null || reversedAt !== null) return false;
  switch (matter) {
    case "to_record":
      return !recorded;
    case "unapplied":
      return amountUnapplied > 0;
    case "disputed":
      return dispute !== null;
  }
}

const FILTERS = {
  to_record: { recorded: "false" },
  unapplied: { unapplied: "true" },
  disputed: { disputed: "true" },
} as const;

/** What the API is asked for behind a tab. */
export function filtersOf(tab: Matter | "failed" | undefined): Record<string, string> {
  if (tab === undefined) return {};
  return tab === "failed" ? { status: "failed" } : FILTERS[tab];
}

/** The payments with such a matter, newest first. */
export const mattersQuery = (matter: Matter) =>
  infiniteQueryOptions({
    ...listQuery<Payment, Api.GetPaymentsData>("/payments", FILTERS[matter]),
    // Test payments that were cleared wait for nobody any more.
    select: ({ pages, pageParams }) => ({
      pageParams,
      pages: pages.map(({ data, nextCursor }) => ({
        data: data.filter((payment) => isMatter(payment, matter)),
        nextCursor,
      })),
    }),
  });

export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["/payments", id],
    queryFn: ({ signal }) =>
      call<Payment, Api.GetPaymentsIdData>("GET", "/payments/{id}", { path: { id } }, { signal }),
  });

/** Books on an open day what a closed period kept out. */
export const recordInBooks = (id: string, on: string) =>
  call<Payment, Api.PostPaymentsIdRecordingData>("POST", "/payments/{id}/recording", {
    path: { id },
    body: { on },
  });

export type RefundInput = NonNullable<Api.PostPaymentsIdRefundsData["body"]>;

export const refundPayment = (id: string, body: RefundInput, idempotencyKey: string) =>
  call<Payment, Api.PostPaymentsIdRefundsData>(
    "POST",
    "/payments/{id}/refunds",
    { path: { id }, body },
    { idempotencyKey },
  );

export type Allocation = Api.PostPaymentsIdAllocationsData["body"];

/** Lets unapplied money count against an open invoice of the same customer. */
export const allocatePayment = (id: string, body: Allocation, idempotencyKey: string) =>
  call<Payment, Api.PostPaymentsIdAllocationsData>(
    "POST",
    "/payments/{id}/allocations",
    { path: { id }, body },
    { idempotencyKey },
  );

/** What a refund settled by a credit, or a lost dispute took, is owed again. */
export const makeDueAgain = (id: string) =>
  call<Payment, Api.PostPaymentsIdReopeningData>("POST", "/payments/{id}/reopening", {
    path: { id },
  });

/** Takes back what was recorded by hand; today unless another day is given. */
export const reversePayment = (id: string, on?: string) =>
  call<Payment, Api.PostPaymentsIdReversalData>("POST", "/payments/{id}/reversal", {
    path: { id },
    body: on === undefined ? {} : { on },
  });
