import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Page, PaymentPause } from "./types.ts";

const MINUTE_MS = 60_000;

/** Where online payment is paused now. Asked again each minute: it begins and ends by itself. */
export const pausesQuery = (scope: "invoice" | "business") =>
  queryOptions({
    queryKey: ["/payment-pauses", scope],
    queryFn: ({ signal }) =>
      call<Page<PaymentPause>, Api.GetPaymentPausesData>(
        "GET",
        "/payment-pauses",
        { query: { scope } },
        { signal },
      ),
    refetchInterval: MINUTE_MS,
  });

/** Takes payments again before the pause is over. */
export const liftPause = (id: string) =>
  call<PaymentPause, Api.PostPaymentPausesIdLiftData>("POST", "/payment-pauses/{id}/lift", {
    path: { id },
  });
