import { IconArrowRight } from "@tabler/icons-react";
import type { Connection } from "../../api/types.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Status } from "../../ui/status.tsx";
import { CheckLines } from "../connections/check-lines.tsx";
import { ConnectForm } from "../connections/connect-form.tsx";
import "../connections/connections.css";

export function ConnectStep({
  connection,
  onConnected,
}: {
  connection: Connection | null;
  onConnected: (connection: Connection) => void;
}) {
  return (
    <div className="stack">
      <div>
        <h1>Get paid online</h1>
        <p className="lead">
          Paste one Stripe key. We check it, set up the webhook, and put a Pay button on your
          invoice.
        </p>
      </div>
      {connection === null ? (
        <ConnectForm
          isShort
          suggestedName="Stripe"
          onConnected={onConnected}
          cancel={
            <ButtonLink
              to="/invoices/draft/{-$id}"
              params={{}}
              variant="subtle"
              size="md"
              color="gray"
            >
              Not now
            </ButtonLink>
          }
        />
      ) : (
        <Connected connection={connection} />
      )}
    </div>
  );
}

function Connected({ connection }: { connection: Connection }) {
  return (
    <>
      <CheckLines connection={connection} />
      {connection.mode === "test" && (
        <p className="row small muted">
          <Status is="test" word="Test mode" />
          No real money moves until you replace this with a live key. We’ll remind you.
        </p>
      )}
      <div className="row">
        <ButtonLink
          to="/invoices/draft/{-$id}"
          params={{}}
          size="md"
          rightSection={<IconArrowRight size={18} />}
        >
          Write my first invoice
        </ButtonLink>
      </div>
    </>
  );
}
