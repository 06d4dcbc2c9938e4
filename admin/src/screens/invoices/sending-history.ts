import type { useWriting } from "../../ui/use-business.ts";
import { heldWords } from "../send/held-words.ts";
import { type Description, detailsOf, type Line, text } from "./history-line.ts";

/** A line about sending, now or as planned; `null` for any other. */
export function describeSending(
  line: Line,
  { longDay }: Pick<ReturnType<typeof useWriting>, "longDay">,
): Description | null {
  const details = detailsOf(line);
  const to = text(details["to"]) ?? "the customer";
  const on = text(details["on"]);
  const planner = text(details["plannedBy"]);
  const by = planner === undefined ? "" : ` by ${planner}`;
  const day = on === undefined ? "a later day" : longDay(on);
  switch (line.kind) {
    case "sent": {
      const isPlanned = details["plannedOn"] !== undefined;
      return { words: `Sent to ${to}${isPlanned ? `, as planned${by}` : ""}`, tone: "plain" };
    }
    case "sending_scheduled": {
      const former = text(details["formerOn"]);
      const change = former === undefined ? "" : `, instead of ${longDay(former)}`;
      return { words: `To be sent on ${day} to ${to}${change}`, tone: "plain" };
    }
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
