import { Button, Modal, Select, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBrandStripe, IconCreditCard, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { connectionsQuery } from "../../api/connections.ts";
import { changeBusiness } from "../../api/session.ts";
import type { BusinessChanges, Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { PageHead } from "../../ui/page.tsx";
import { namesOf } from "../../ui/pay-with.tsx";
import { EmptyState, LoadingRows, LoadProblem, Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useCan } from "../../ui/use-business.ts";
import { CheckLines } from "./check-lines.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { ConnectionBadges, webhookNeedsRepair, whatIsKnown } from "./connection-words.tsx";
import { PaymentFormSetting } from "./payment-form.tsx";
import "./connections.css";

export function ConnectionsScreen() {
  const connections = useQuery(connectionsQuery);
  const can = useCan();
  const [isAdding, adding] = useDisclosure(false);
  const all = connections.data?.data ?? [];
  return (
    <>
      <PageHead
        title="Online payments"
        subtitle="Where customers can pay, and where the money goes."
        actions={
          can.manageConnections && (
            <Button leftSection={<IconPlus size={17} />} onClick={adding.open}>
              Add connection
            </Button>
          )
        }
      />
      {!can.manageConnections && (
        <Notice tone="quiet" title="Only an owner or admin can change connections">
          Ask one of them if something here needs to change.
        </Notice>
      )}
      {connections.isPending ? (
        <LoadingRows rows={3} />
      ) : connections.isError ? (
        <LoadProblem error={connections.error} onRetry={() => void connections.refetch()} />
      ) : all.length === 0 ? (
        <EmptyState icon={IconCreditCard} title="Get paid online">
          Connect your Stripe account with one key. Invoices then carry a Pay button.
        </EmptyState>
      ) : (
        <>
          {can.changeBusiness && <Choices connections={all} />}
          <ul className="connection-list">
            {all.map((connection) => (
              <ConnectionCard key={connection.id} connection={connection} />
            ))}
          </ul>
        </>
      )}
      <ConnectDialog isOpen={isAdding} count={all.length} onClose={adding.close} />
    </>
  );
}

/** Whether payments are taken at all, and by whom on new invoices. */
function Choices({ connections }: { connections: readonly Connection[] }) {
  const business = useBusiness();
  const save = useAction((changes: BusinessChanges) => changeBusiness(changes));
  const { onlinePayments, onlinePaymentDefault } = business;
  const key = onlinePaymentDefault === "none" ? "none" : onlinePaymentDefault.join(" ");
  const choices = [
    ...connections
      .filter(({ state }) => state !== "disconnected")
      .map(({ id, name }) => ({ value: id, label: name })),
    { value: "none", label: "No online payment" },
  ];
  const isKnown = choices.some(({ value }) => value === key);
  const several = { value: key, label: namesOf(onlinePaymentDefault, connections) };
  return (
    <div className="card">
      <div className="setting">
        <div className="grow">
          <strong>Take payments online</strong>
          <p className="muted small">
            Turning this off hides every Pay button. Keys and links are kept.
          </p>
        </div>
        <Switch
          aria-label="Take payments online"
          checked={onlinePayments}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ onlinePayments: event.currentTarget.checked })}
        />
      </div>
      <div className="setting">
        <div className="grow">
          <strong>Offered on new invoices</strong>
          <p className="muted small">A customer or a single invoice can differ.</p>
        </div>
        <Select
          aria-label="Offered on new invoices"
          w={210}
          data={isKnown ? choices : [...choices, several]}
          value={key}
          disabled={save.isPending || !onlinePayments}
          onChange={(value) =>
            value !== null &&
            value !== key &&
            save.mutate({ onlinePaymentDefault: value === "none" ? "none" : value.split(" ") })
          }
        />
      </div>
      <PaymentFormSetting
        chosen={business.paymentForm}
        connections={connections}
        isSaving={save.isPending}
        onChange={save.mutate}
      />
      <Problem error={save.error} />
    </div>
  );
}

function ConnectionCard({ connection }: { connection: Connection }) {
  const can = useCan();
  const isBroken = webhookNeedsRepair(connection) || connection.state === "broken";
  return (
    <li className="card connection-card">
      <span className="connection-icon">
        <IconBrandStripe size={20} aria-hidden />
      </span>
      <div className="grow">
        <p className="row wrap">
          <strong>{connection.name}</strong>
          <ConnectionBadges of={connection} />
        </p>
        <p className="muted small">{whatIsKnown(connection)}</p>
      </div>
      {can.manageConnections && (
        <ButtonLink
          to="/settings/online-payments/$id"
          params={{ id: connection.id }}
          variant="default"
          size="xs"
          aria-label={`${isBroken ? "Repair" : "Open"} ${connection.name}`}
        >
          {isBroken ? "Repair" : "Open"}
        </ButtonLink>
      )}
    </li>
  );
}

interface ConnectDialogProps {
  readonly isOpen: boolean;
  readonly count: number;
  readonly onClose: () => void;
}

function ConnectDialog({ isOpen, count, onClose }: ConnectDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Connect Stripe" size={520}>
      <ConnectSteps count={count} onClose={onClose} />
    </Modal>
  );
}

function ConnectSteps({ count, onClose }: Omit<ConnectDialogProps, "isOpen">) {
  const [made, setMade] = useState<Connection | null>(null);
  if (made === null) {
    return (
      <ConnectForm
        suggestedName={count === 0 ? "Stripe" : `Stripe ${count + 1}`}
        onConnected={setMade}
        cancel={
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        }
      />
    );
  }
  return (
    <div className="stack">
      <CheckLines connection={made} />
      <div className="dialog-foot">
        <ButtonLink
          to="/settings/online-payments/$id"
          params={{ id: made.id }}
          variant="default"
          onClick={onClose}
        >
          Open {made.name}
        </ButtonLink>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}
