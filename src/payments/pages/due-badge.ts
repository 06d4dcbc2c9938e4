import type { DueBadge } from "./view.ts";

const plural = new Intl.PluralRules("en");

/** How far away the due day is, from whole days between today and it (negative: past due). */
export function describeDue(daysUntilDue: number): DueBadge {
  if (daysUntilDue === 0) return { tone: "open", text: "today" };
  if (daysUntilDue > 0) return { tone: "open", text: `in ${days(daysUntilDue)}` };
  return { tone: "overdue", text: `${days(-daysUntilDue)} overdue` };
}

function days(count: number): string {
  return `${count} ${plural.select(count) === "one" ? "day" : "days"}`;
}
