import type { HeldCause as ToldCause } from "#src/letters/notices/problem-facts.ts";

/** What can keep a planned invoice from being sent, as it is stored, published and told. */
export const HELD_CAUSES = [
  "books_closed",
  "no_recipient",
  "no_lines",
  "business_suspended",
  /** Planned before a backup was restored: what became of it since is not known. */
  "backup_restored",
  /** Nothing is due, but only as far as test money goes. */
  "paid_in_test",
  "not_final",
  /** Something went wrong for an hour that is nobody's choice. */
  "failed",
] as const satisfies readonly ToldCause[];

export type HeldCause = (typeof HELD_CAUSES)[number];

/**
 * What a refusal to send means for a plan. To people, closed books are one cause: which of their rules it
 * is changes from day to day.
 */
export function causeOf(refusal: string): HeldCause {
  switch (refusal) {
    case "payment_link_period_locked":
    case "period_locked":
      return "books_closed";
    case "invoice_empty":
      return "no_lines";
    case "no_recipient":
      return refusal;
    default:
      return "not_final";
  }
}
