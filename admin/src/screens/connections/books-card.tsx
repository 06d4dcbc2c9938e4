import { Select } from "@mantine/core";
import { changeConnection, type ConnectionChanges } from "../../api/connections.ts";
import { fieldError } from "../../api/problem.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAccountChoices } from "../../ui/account-choices.ts";
import { Card } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";

/** Where payments through the connection, and its fees, are booked from now on. */
export function BooksCard({ connection }: { connection: Connection }) {
  const deposits = useAccountChoices("asset");
  const expenses = useAccountChoices("expense");
  const change = useAction((changes: ConnectionChanges) =>
    changeConnection(connection.id, changes),
  );
  const isGone = connection.state === "disconnected";
  return (
    <Card title="Books">
      <div className="field-row">
        <Select
          label="Deposit payments to"
          data={deposits}
          value={connection.depositAccountId ?? null}
          disabled={isGone || change.isPending}
          onChange={(id) => id !== null && change.mutate({ depositAccountId: id })}
          error={fieldError(change.error, "depositAccountId")}
        />
        <Select
          label="Record fees in"
          data={expenses}
          value={connection.feesAccountId ?? null}
          disabled={isGone || change.isPending}
          onChange={(id) => id !== null && change.mutate({ feesAccountId: id })}
          error={fieldError(change.error, "feesAccountId")}
        />
      </div>
      <Problem error={change.error} />
    </Card>
  );
}
