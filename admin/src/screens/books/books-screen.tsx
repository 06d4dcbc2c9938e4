import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconBook2 } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { balancesQuery, type BooksMode, entriesQuery } from "../../api/books.ts";
import { accountsQuery } from "../../api/connections.ts";
import type { Balance, LedgerEntry } from "../../api/types.ts";
import { List, Scrolling } from "../../ui/list.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { EmptyState, LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { CloseBooks } from "./close-books.tsx";

const route = getRouteApi("/app/books");

const TYPES = {
  asset: "What you have",
  liability: "What you owe",
  equity: "Equity",
  income: "Income",
  expense: "Expenses",
} satisfies Record<Balance["type"], string>;

export function BooksScreen() {
  const { mode = "live" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="Books"
      subtitle="Every invoice and payment, booked on both sides."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which money"
          data={[
            { value: "live", label: "Real money" },
            { value: "test", label: "Test money" },
          ]}
          value={mode}
          onChange={(value) =>
            void navigate({ search: value === "test" ? { mode: "test" } : {}, replace: true })
          }
        />
      }
    >
      <div className="stack">
        <CloseBooks />
        <Balances mode={mode} />
        <Entries mode={mode} />
      </div>
    </Page>
  );
}

function Balances({ mode }: { mode: BooksMode }) {
  const write = useWriting();
  const balances = useQuery(balancesQuery(mode));
  if (balances.isPending) return <LoadingRows rows={4} />;
  if (balances.isError) {
    return <LoadProblem error={balances.error} onRetry={() => void balances.refetch()} />;
  }
  const groups = Object.entries(TYPES).map(([type, title]) => ({
    title,
    rows: balances.data.data.filter((one) => one.type === type),
  }));
  return (
    <Card title="Balances">
      <table className="inner">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="end">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.flatMap(({ title, rows }) => [
            ...(rows.length === 0
              ? []
              : [
                  <tr key={title}>
                    <th scope="rowgroup" colSpan={2}>
                      {title}
                    </th>
                  </tr>,
                ]),
            ...rows.map(({ accountId, name, currency, balance, type }) => (
              <tr key={`${accountId} ${currency}`}>
                <td>{name}</td>
                <td className="end strong">
                  {write.money(isCredit(type) ? -balance || 0 : balance, currency)}
                </td>
              </tr>
            )),
          ])}
        </tbody>
      </table>
    </Card>
  );
}

/** Accounts that grow on the credit side, which the ledger writes with a minus. */
function isCredit(type: Balance["type"]): boolean {
  return type === "liability" || type === "income" || type === "equity";
}

function Entries({ mode }: { mode: BooksMode }) {
  const entries = useInfiniteQuery(entriesQuery(mode));
  return (
    <section aria-label="Entries">
      <h2 className="above-list">Entries</h2>
      <List
        query={entries}
        empty={
          <EmptyState icon={IconBook2} title="Nothing booked yet">
            An invoice is booked when it becomes final, a payment when it arrives.
          </EmptyState>
        }
      >
        {(rows) => <EntryTable entries={rows} />}
      </List>
    </section>
  );
}

function EntryTable({ entries }: { entries: readonly LedgerEntry[] }) {
  const write = useWriting();
  const accounts = useQuery(accountsQuery).data?.data ?? [];
  const nameOf = (id: string) => accounts.find((account) => account.id === id)?.name ?? id;
  return (
    <Scrolling label="Entries">
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Account</th>
            <th scope="col">Cause</th>
            <th scope="col" className="end">
              Debit
            </th>
            <th scope="col" className="end">
              Credit
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, on, accountId, amount, currency, cause }) => (
            <tr key={id}>
              <td className="nowrap muted">{write.shortDay(on)}</td>
              <td>{nameOf(accountId)}</td>
              <td className="muted">{cause.type.replaceAll("_", " ")}</td>
              <td className="end">{amount > 0 && write.money(amount, currency)}</td>
              <td className="end">{amount < 0 && write.money(-amount, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
