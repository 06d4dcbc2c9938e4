import { Button } from "@mantine/core";
import { IconWebhook } from "@tabler/icons-react";
import { repairWebhook } from "../../api/connections.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { WebhookByHand } from "./webhook-by-hand.tsx";

type Webhook = NonNullable<Connection["webhook"]>;

/** How news of payments comes in, and the repair when it does not. */
export function WebhookCard({ connection }: { connection: Connection }) {
  const repair = useAction(() => repairWebhook(connection.id));
  const { webhook } = connection;
  if (webhook === undefined) return null;
  const { state } = webhook;
  const needsRepair = state === "needs_repair";
  return (
    <section className={needsRepair ? "card needs-repair" : "card"} aria-label="Webhook">
      <div className="stack">
        <div className="setting">
          <div className="grow">
            <div className="row wrap">
              <IconWebhook size={19} aria-hidden />
              <h2>Webhook</h2>
              <WebhookBadge state={state} />
            </div>
            <WebhookWords webhook={webhook} />
          </div>
          {state !== "active" && (
            <Button
              variant={needsRepair ? "filled" : "default"}
              loading={repair.isPending}
              onClick={() => repair.mutate(undefined)}
            >
              {needsRepair ? "Repair webhook" : "Make webhook"}
            </Button>
          )}
        </div>
        <Problem error={repair.error} />
        <LastSigns connection={connection} webhook={webhook} />
        {state !== "active" && <WebhookByHand connection={connection} webhook={webhook} />}
      </div>
    </section>
  );
}

function WebhookBadge({ state }: { state: Webhook["state"] }) {
  switch (state) {
    case "active":
      return <Status is="paid" word="Active" />;
    case "needs_repair":
      return <Status is="partlyPaid" word="Needs repair" />;
    case "unavailable":
      return <Status is="draft" word="Not available" />;
    case "manual":
      return <Status is="draft" word="By hand" />;
  }
}

function WebhookWords({ webhook: { state, reason } }: { webhook: Webhook }) {
  return <p className="muted small">{wordsFor(state, reason)}</p>;
}

function wordsFor(state: Webhook["state"], reason: string | null): string {
  switch (state) {
    case "active":
      return "Stripe tells us at once when money moves.";
    case "needs_repair":
      return `${reason ?? ""} Payments still work and are checked every minute until you repair it. Repairing makes a new webhook, removes our old ones and touches no other.`.trim();
    case "unavailable":
      return reason ?? "This server has no public address, so we ask Stripe every minute instead.";
    case "manual":
      return "You made the webhook in Stripe yourself. Stripe is asked every minute as well. Make webhook replaces it by one that looks after itself; then delete yours in Stripe.";
  }
}

interface LastSignsProps {
  readonly connection: Connection;
  readonly webhook: Webhook;
}

/** When Stripe was last heard, looked at and asked. */
function LastSigns({ connection: { lastSweepAt }, webhook }: LastSignsProps) {
  const write = useWriting();
  const at = (instant: string | null | undefined, never: string) =>
    instant ? write.instant(instant) : never;
  const signs = [
    ["Last message", at(webhook.lastEventAt, "No message has arrived yet.")],
    ["Webhook checked", at(webhook.checkedAt, "Not yet")],
    ["Stripe asked", at(lastSweepAt, "Not yet")],
  ];
  return (
    <dl className="signs">
      {signs.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
