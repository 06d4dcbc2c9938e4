import { Drawer } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type BooksMode, statementQuery } from "../../api/books.ts";
import type { StatementLine } from "../../api/generated/types.gen.ts";
import { today } from "../../ui/days.ts";
import { ExportButton } from "../../ui/export-button.tsx";
import { Scrolling } from "../../ui/list.tsx";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

export interface StatementOf {
  readonly id: string;
  readonly name: string;
}

/** What moved on an account in a period, with what stood on it after each line. */
export function StatementDrawer({
  account,
  mode,
  onClose,
}: {
  account: StatementOf | null;
  mode: BooksMode;
  onClose: () => void;
}) {
  return (
    <Drawer
      opened={account !== null}
      onClose={onClose}
      position="right"
      size={720}
      title={account?.name ?? "Account"}
    >
      {account && <Statement account={account} mode={mode} />}
    </Drawer>
  );
}

function Statement({ account: { id, name }, mode }: { account: StatementOf; mode: BooksMode }) {
  const { timezone } = useWriting();
  const now = today(timezone);
  const [from, setFrom] = useState<string | null>(`${now.slice(0, 4)}-01-01`);
  const [to, setTo] = useState<string | null>(now);
  const period = { mode, ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const statement = useQuery(statementQuery(id, period));
  return (
    <div className="stack">
      <div className="row wrap">
        <Day label="From" value={from} onChange={setFrom} />
        <Day label="To" value={to} onChange={setTo} />
        <ExportButton path={`/accounts/${id}/statement`} query={period} name={fileName(name)} />
      </div>
      {statement.isError ? (
        <LoadProblem error={statement.error} onRetry={() => void statement.refetch()} />
      ) : statement.data ? (
        <Lines lines={statement.data.data} />
      ) : (
        <LoadingRows rows={5} />
      )}
    </div>
  );
}

function Day(props: {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
}) {
  return (
    <DatePickerInput
      {...props}
      aria-label={props.label}
      valueFormat="D MMM YYYY"
      placeholder="Any day"
      clearable
      clearButtonProps={{ "aria-label": "Clear" }}
      w={160}
    />
  );
}

function Lines({ lines }: { lines: readonly StatementLine[] }) {
  const write = useWriting();
  if (lines.length === 0) return <p className="muted small">Nothing moved in this time.</p>;
  return (
    <Scrolling label="Statement">
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Cause</th>
            <th scope="col" className="end">
              Amount
            </th>
            <th scope="col" className="end">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ entryId, on, currency, amount, balance, cause }) => (
            <tr key={entryId ?? currency}>
              <td className="nowrap muted">{write.shortDay(on)}</td>
              <td className="muted">
                {cause === null ? "Brought forward" : cause.type.replaceAll("_", " ")}
              </td>
              <td className="end">{cause !== null && write.money(amount, currency)}</td>
              <td className="end strong">{write.money(balance, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function fileName(account: string): string {
  return account.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-") || "account";
}
