import type { ScheduledSending } from "../../api/types.ts";

type HeldCause = NonNullable<ScheduledSending["heldReason"]>;

/** What each cause is called in a history, after "Not sent". */
const PAST: Record<HeldCause, string> = {
  books_closed: "the books were closed",
  no_recipient: "the customer had no email address",
  no_lines: "it had no lines",
  business_suspended: "the business was paused",
  backup_restored: "it was planned before a backup was restored",
  paid_in_test: "it was paid with test money",
  not_final: "it could not be made final",
  failed: "sending failed for an hour",
};

export function heldWords(cause: unknown): string {
  return isCause(cause) ? PAST[cause] : "something stood in the way";
}

function isCause(value: unknown): value is HeldCause {
  return typeof value === "string" && Object.hasOwn(PAST, value);
}

/** Why a planned invoice was not sent, in a sentence. */
export function whyHeld(cause: HeldCause, lockedThrough: string | null): string {
  switch (cause) {
    case "books_closed":
      return lockedThrough === null
        ? "Your books were closed that day."
        : `Your books are closed through ${lockedThrough}.`;
    case "no_recipient":
      return "The customer has no email address.";
    case "no_lines":
      return "The invoice has no lines.";
    case "business_suspended":
      return "Your business was paused by whoever runs this server.";
    case "backup_restored":
      return "It was planned before a backup was restored, and may have been sent, changed or canceled since that backup was made.";
    case "paid_in_test":
      return "It is paid with test money, so your customer would be told that nothing is due.";
    case "not_final":
      return "The invoice could not be made final.";
    case "failed":
      return "Sending it failed for an hour. The reason stands in the server’s log.";
  }
}

/** What happens next, by the first morning on which nothing known stands in its way. */
export function whatNext(cause: HeldCause, expectedOn: string | null): string {
  if (cause === "backup_restored") {
    return "It does not go out by itself any more, until you choose a day under Change.";
  }
  if (expectedOn !== null) return `It goes out by itself on ${expectedOn} at 8:00.`;
  return "It is tried again each morning at 8:00.";
}
