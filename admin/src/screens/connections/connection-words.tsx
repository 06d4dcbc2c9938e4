import type { Connection } from "../../api/types.ts";
import { Status } from "../../ui/status.tsx";

/** The state in a word, with the Test mark before it. */
export function ConnectionBadges({ of: connection }: { of: Connection }) {
  return (
    <span className="status-group">
      {connection.mode === "test" && <Status is="test" />}
      <StateBadge connection={connection} />
    </span>
  );
}

function StateBadge({ connection }: { connection: Connection }) {
  switch (connection.state) {
    case "disconnected":
      return <Status is="void" word="Disconnected" />;
    case "broken":
      return <Status is="overdue" word="Key turned down" />;
    case "incomplete":
      return <Status is="partlyPaid" word="Incomplete" />;
    case "ready":
      return webhookNeedsRepair(connection) ? (
        <Status is="overdue" word="Needs repair" />
      ) : (
        <Status is="paid" word="Ready" />
      );
  }
}

export function webhookNeedsRepair({ webhook, state }: Connection): boolean {
  return webhook?.state === "needs_repair" && state !== "disconnected";
}

/** The line below a connection's name in the list. */
export function whatIsKnown(connection: Connection): string {
  const { mode, state, webhook, brokenReason, openDifferences = 0 } = connection;
  if (state === "disconnected") return "No longer takes payments. Kept for its history.";
  if (state === "broken") return brokenReason ?? "Stripe no longer accepts the key.";
  const money = mode === "test" ? "No real money. Kept out of your totals." : "Live.";
  const news: Record<NonNullable<typeof webhook>["state"], string> = {
    active: "Stripe tells us at once when money moves.",
    needs_repair: "Payments are checked every minute until the webhook is repaired.",
    unavailable: "Payments are checked every minute.",
    manual: "The webhook is set up by hand.",
  };
  if (webhook === undefined) return money;
  const differences =
    openDifferences === 0
      ? ""
      : ` ${openDifferences === 1 ? "1 difference" : `${openDifferences} differences`} between Stripe and your books.`;
  return `${money} ${news[webhook.state]}${differences}`;
}
