/** Why a planned invoice was not sent, in a sentence; the API's reason. */
export function whyHeld(reason: string, lockedThrough: string | null): string {
  switch (reason) {
    case "payment_link_period_locked":
    case "period_locked":
      return lockedThrough === null
        ? "Your books were closed that day."
        : `Your books are closed through ${lockedThrough}.`;
    case "no_recipient":
      return "The customer has no email address.";
    case "business_suspended":
      return "Your business was paused by whoever runs this server.";
    case "backup_restored":
      return "Its day had come before a backup was restored, so it was probably sent then.";
    case "invoice_empty":
      return "The invoice has no lines.";
    default:
      return "The invoice could not be made final.";
  }
}

/** What happens next, by the first morning on which nothing known stands in its way. */
export function whatNext(reason: string, expectedOn: string | null): string {
  if (reason === "backup_restored") return "It does not go out by itself any more.";
  if (expectedOn !== null) return `It goes out by itself on ${expectedOn} at 8:00.`;
  return "It is tried again each morning at 8:00.";
}
