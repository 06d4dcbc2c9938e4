import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Payment } from "./types.ts";

export const paymentsQuery = (status?: "failed") =>
  listQuery<Payment, Api.GetPaymentsData>("/payments", status === undefined ? {} : { status });

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
