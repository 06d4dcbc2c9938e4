import type { useWriting } from "../../ui/use-business.ts";
import { type Description, detailsOf, type Line, text } from "./history-line.ts";

/** A line about sending, now or as planned; `null` for any other. */
export function describeSending(
  line: Line,
  { longDay }: Pick<ReturnType<typeof useWriting>, "longDay">,
): Description | null {
  const details = detailsOf(line);
  const to = text(details["to"]) ?? "the customer";
  const on = text(details["on"]);
  const day = on === undefined ? "a later day" : longDay(on);
  switch (line.kind) {
    case "sent": {
      const isPlanned = details["plannedOn"] !== undefined;
      return { words: `Sent to ${to}${isPlanned ? ", as planned" : ""}`, tone: "plain" };
    }
    case "sending_scheduled":
      return { words: `To be sent on ${day} to ${to}`, tone: "plain" };
    case "sending_canceled":
      return { words: `Not sent on ${day}${because(details["because"])}`, tone: "plain" };
    case "sending_held":
      return { words: `Not sent, ${heldWords(details["reason"])}`, tone: "bad" };
    default:
      return null;
  }
}

function because(reason: unknown): string {
  switch (reason) {
    case "sent_by_hand":
      return ": sent before by hand";
    case "voided":
      return ": voided";
    case "paid":
      return ": paid before";
    case "customer_changed":
      return ": another customer was chosen";
    default:
      return ": canceled";
  }
}

function heldWords(reason: unknown): string {
  switch (reason) {
    case "payment_link_period_locked":
    case "period_locked":
      return "the books were closed";
    case "no_recipient":
      return "the customer had no email address";
    case "business_suspended":
      return "the business was paused";
    case "backup_restored":
      return "it was due before a backup was restored";
    case "invoice_empty":
      return "it had no lines";
    default:
      return "it could not be made final";
  }
}
