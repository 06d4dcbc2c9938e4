import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery, changeConnection, type ConnectionChanges } from "../../api/connections.ts";
import { fieldError } from "../../api/problem.ts";
import type { Account, Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";

/** Where payments through the connection, and its fees, are booked from now on. */
export function BooksCard({ connection }: { connection: Connection }) {
  const accounts = useQuery(accountsQuery).data?.data ?? [];
  const change = useAction((changes: ConnectionChanges) =>
    changeConnection(connection.id, changes),
  );
  const isGone = connection.state === "disconnected";
  return (
    <Card title="Books">
      <div className="field-row">
        <Select
          label="Deposit payments to"
          data={choicesOf(accounts, "asset")}
          value={connection.depositAccountId ?? null}
          disabled={isGone || change.isPending}
          onChange={(id) => id !== null && change.mutate({ depositAccountId: id })}
          error={fieldError(change.error, "depositAccountId")}
        />
        <Select
          label="Record fees in"
          data={choicesOf(accounts, "expense")}
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

function choicesOf(accounts: readonly Account[], type: Account["type"]) {
  return accounts
    .filter((account) => account.type === type && account.purpose !== "receivable")
    .map(({ id, name }) => ({ value: id, label: name }));
}
