import { Button } from "@mantine/core";
import { IconWebhook } from "@tabler/icons-react";
import { repairWebhook } from "../../api/connections.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useWriting } from "../../ui/use-business.ts";

type Webhook = NonNullable<Connection["webhook"]>;

/** How news of payments comes in, and the repair when it does not. */
export function WebhookCard({ connection }: { connection: Connection }) {
  const repair = useAction(() => repairWebhook(connection.id));
  const { webhook } = connection;
  if (webhook === undefined) return null;
  const isBroken = webhook.state === "needs_repair";
  return (
    <section className={isBroken ? "card needs-repair" : "card"} aria-label="Webhook">
      <div className="setting">
        <div className="grow">
          <div className="row wrap">
            <IconWebhook size={19} aria-hidden />
            <h2>Webhook</h2>
            <WebhookBadge state={webhook.state} />
          </div>
          <WebhookWords webhook={webhook} />
        </div>
        {isBroken && (
          <Button loading={repair.isPending} onClick={() => repair.mutate(undefined)}>
            Repair webhook
          </Button>
        )}
      </div>
      <Problem error={repair.error} />
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

function WebhookWords({ webhook }: { webhook: Webhook }) {
  const write = useWriting();
  const { state, reason, lastEventAt } = webhook;
  if (state === "active") {
    return (
      <p className="muted small">
        Stripe tells us at once when money moves.{" "}
        {lastEventAt === null
          ? "No message has arrived yet."
          : `Last message ${write.instant(lastEventAt)}.`}
      </p>
    );
  }
  if (state === "unavailable") {
    return (
      <p className="muted small">
        {reason ?? "This server has no public address, so we ask Stripe every minute instead."}
      </p>
    );
  }
  return (
    <p className="muted small">
      {reason} Payments still work and are checked every minute until you repair it.
    </p>
  );
}
