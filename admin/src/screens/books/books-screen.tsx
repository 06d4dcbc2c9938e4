import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconBook2 } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { type BooksMode, entriesQuery } from "../../api/books.ts";
import { accountsQuery } from "../../api/connections.ts";
import type { LedgerEntry } from "../../api/types.ts";
import { ExportButton } from "../../ui/export-button.tsx";
import { List, Scrolling, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { Balances } from "./balances.tsx";
import { CloseBooks } from "./close-books.tsx";

const route = getRouteApi("/app/books");

export function BooksScreen() {
  const { mode = "live" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="Books"
      subtitle="Every invoice and payment, booked on both sides."
      actions={
        <>
          {!usePhone() && (
            <ExportButton path="/ledger/entries" query={{ mode, limit: "100" }} name="ledger" />
          )}
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
        </>
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
