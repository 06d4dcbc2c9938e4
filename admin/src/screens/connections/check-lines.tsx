import {
  IconAlertCircleFilled,
  IconCircleCheckFilled,
  IconInfoCircleFilled,
} from "@tabler/icons-react";
import type { Connection } from "../../api/types.ts";

interface Line {
  readonly tone: "good" | "note" | "problem";
  readonly title: string;
  readonly words: string;
}

const icons = {
  good: IconCircleCheckFilled,
  note: IconInfoCircleFilled,
  problem: IconAlertCircleFilled,
};

/** What checking a key found: it works, what it may do, how news of payments comes in. */
export function CheckLines({ connection }: { connection: Connection }) {
  return (
    <div role="status">
      <ol className="check-lines">
        {[keyLine(connection), permissionLine(connection), webhookLine(connection)].map(
          ({ tone, title, words }) => {
            const Icon = icons[tone];
            return (
              <li key={title} data-tone={tone}>
                <Icon size={19} aria-hidden />
                <div>
                  <strong>{title}</strong>
                  <p>{words}</p>
                </div>
              </li>
            );
          },
        )}
      </ol>
    </div>
  );
}

function keyLine({ mode, secretKeyHint }: Connection): Line {
  const kind = mode === "test" ? "Test mode" : "Live mode";
  return { tone: "good", title: "Key works", words: `${kind}, ${secretKeyHint ?? "stored"}` };
}

function permissionLine({ missingPermissions = [], state }: Connection): Line {
  if (missingPermissions.length === 0) {
    return {
      tone: "good",
      title: "All permissions granted",
      words: "Payments, refunds, webhooks",
    };
  }
  return {
    tone: state === "ready" ? "note" : "problem",
    title: missingPermissions.length === 1 ? "A permission is missing" : "Permissions are missing",
    words: missingPermissions.map(({ name, disables }) => `${name}. ${disables}`).join(" "),
  };
}

function webhookLine({ webhook }: Connection): Line {
  if (webhook?.state === "active") {
    return {
      tone: "good",
      title: "Webhook is active",
      words: "Stripe tells us at once when money moves",
    };
  }
  if (webhook?.state === "unavailable") {
    return {
      tone: "note",
      title: "Payments are checked every minute",
      words: webhook.reason ?? "This server has no public address, so we ask Stripe instead.",
    };
  }
  return {
    tone: "problem",
    title: "The webhook needs repair",
    words: webhook?.reason ?? "Until then we ask Stripe every minute.",
  };
}
