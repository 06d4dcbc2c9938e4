import { recordInBooks } from "../../api/payments.ts";
import { useAction } from "../../api/use-action.ts";
import { addDays, today } from "../../ui/days.ts";
import { useBusiness } from "../../ui/use-business.ts";

/** Books a collected payment on an open day; the first such day is offered. */
export function useRecording(paymentId: string) {
  const { booksLockedThrough, timezone } = useBusiness();
  return {
    firstOpenDay: booksLockedThrough === null ? today(timezone) : addDays(booksLockedThrough, 1),
    record: useAction((on: string) => recordInBooks(paymentId, on)),
  };
}
