import { elsewhere } from "../../ui/links.tsx";

/** As Stripe's page spells the boxes of a restricted key, by the name its address has for them. */
export const KEY_PERMISSIONS = {
  rak_checkout_session_write: "Checkout Sessions, write",
  rak_charge_write: "Charges and Refunds, write",
  rak_payment_intent_read: "Payment Intents, read",
  rak_event_read: "Events, read",
  rak_webhook_write: "Webhook Endpoints, write",
  rak_balance_transaction_source_read: "Balance transaction sources, read",
  rak_dispute_read: "Disputes, read",
  rak_payout_read: "Payouts, read",
} as const;

/** Stripe's page for a new restricted key, with the boxes ticked. */
export function newKeyPage(mode: "test" | "live"): string {
  const area = mode === "test" ? "test/" : "";
  const boxes = Object.keys(KEY_PERMISSIONS).map((slug) => `&permissions%5B%5D=${slug}`);
  return `https://dashboard.stripe.com/${area}apikeys/create?name=Quittance${boxes.join("")}`;
}

export function KeyHelp({ summary = "Where do I find the key?" }: { summary?: string }) {
  return (
    <details className="help">
      <summary>{summary}</summary>
      <ol>
        <li>
          Open Stripe’s page for a new key, with the right boxes ticked already:{" "}
          <a href={newKeyPage("test")} {...elsewhere} className="underlined">
            a test key
          </a>{" "}
          or{" "}
          <a href={newKeyPage("live")} {...elsewhere} className="underlined">
            a live key
          </a>
          .
        </li>
        <li>
          Look whether these are ticked, and create the key:
          <ul>
            {Object.values(KEY_PERMISSIONS).map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          The{" "}
          <a href="https://dashboard.stripe.com/apikeys" {...elsewhere} className="underlined">
            secret key
          </a>{" "}
          works as well, and may do everything.
        </li>
        <li>Copy the key and paste it here.</li>
      </ol>
    </details>
  );
}
