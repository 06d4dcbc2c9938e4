import { elsewhere } from "../../ui/links.tsx";

/** As Stripe's page spells the boxes of a restricted key. */
const permissions = [
  "Checkout Sessions, write",
  "Charges and Refunds, write",
  "Payment Intents, read",
  "Events, read",
  "Webhook Endpoints, write",
  "Balance transaction sources, read",
  "Disputes, read",
  "Payouts, read",
];

export function KeyHelp({ summary = "Where do I find the key?" }: { summary?: string }) {
  return (
    <details className="help">
      <summary>{summary}</summary>
      <ol>
        <li>
          Open{" "}
          <a href="https://dashboard.stripe.com/apikeys" {...elsewhere} className="underlined">
            API keys in Stripe
          </a>
          .
        </li>
        <li>
          Choose “Create restricted key” and tick these:
          <ul>
            {permissions.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          The secret key works as well, and may do everything.
        </li>
        <li>Copy the key and paste it here.</li>
      </ol>
    </details>
  );
}
