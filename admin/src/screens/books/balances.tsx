import { UnstyledButton } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { balancesQuery, type BooksMode } from "../../api/books.ts";
import type { Balance } from "../../api/types.ts";
import { Card } from "../../ui/page.tsx";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { StatementDrawer, type StatementOf } from "./statement-drawer.tsx";

const TYPES = {
  asset: "What you have",
  liability: "What you owe",
  equity: "Equity",
  income: "Income",
  expense: "Expenses",
} satisfies Record<Balance["type"], string>;

/** What stands on each account, today or at the end of a day; each opens its statement. */
export function Balances({ mode }: { mode: BooksMode }) {
  const [on, setOn] = useState<string | null>(null);
  const [open, setOpen] = useState<StatementOf | null>(null);
  const balances = useQuery(balancesQuery(mode, on));
  return (
    <Card
      title="Balances"
      aside={
        <DatePickerInput
          aria-label="At the end of"
          placeholder="As of now"
          valueFormat="D MMM YYYY"
          size="xs"
          clearable
          clearButtonProps={{ "aria-label": "Clear" }}
          w={150}
          value={on}
          onChange={setOn}
        />
      }
    >
      {balances.isError ? (
        <LoadProblem error={balances.error} onRetry={() => void balances.refetch()} />
      ) : balances.data ? (
        <BalanceTable rows={balances.data.data} onOpen={setOpen} />
      ) : (
        <LoadingRows rows={4} />
      )}
      <StatementDrawer account={open} mode={mode} onClose={() => setOpen(null)} />
    </Card>
  );
}

function BalanceTable({
  rows,
  onOpen,
}: {
  rows: readonly Balance[];
  onOpen: (account: StatementOf) => void;
}) {
  const write = useWriting();
  const groups = Object.entries(TYPES)
    .map(([type, title]) => ({ title, own: rows.filter((one) => one.type === type) }))
    .filter(({ own }) => own.length > 0);
  return (
    <table className="inner">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className="end">
            Balance
          </th>
        </tr>
      </thead>
      {groups.map(({ title, own }) => (
        <tbody key={title}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {title}
            </th>
          </tr>
          {own.map(({ accountId: id, name, currency, balance, type }) => (
            <tr key={`${id} ${currency}`}>
              <td>
                <UnstyledButton className="account-link" onClick={() => onOpen({ id, name })}>
                  {name}
                </UnstyledButton>
              </td>
              <td className="end strong">
                {write.money(isCredit(type) ? -balance || 0 : balance, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** Accounts that grow on the credit side, which the ledger writes with a minus. */
function isCredit(type: Balance["type"]): boolean {
  return type === "liability" || type === "income" || type === "equity";
}
