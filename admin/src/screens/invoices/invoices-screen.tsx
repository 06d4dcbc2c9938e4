import { IconFileInvoice, IconFilterOff, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type InvoiceStatusFilter, invoicesQuery } from "../../api/invoices.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { ExportButton } from "../../ui/export-button.tsx";
import { FilterField, List, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { InvoiceRows } from "./invoice-rows.tsx";
import { InvoiceTable } from "./invoice-table.tsx";

const route = getRouteApi("/app/invoices");

const tabs: readonly { status?: InvoiceStatusFilter; word: string }[] = [
  { word: "All" },
  { status: "draft", word: "Draft" },
  { status: "scheduled", word: "Planned" },
  { status: "open", word: "Unpaid" },
  { status: "overdue", word: "Overdue" },
  { status: "partially_paid", word: "Partly paid" },
  { status: "paid", word: "Paid" },
];

export function InvoicesScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const can = useCan();
  const invoices = useInfiniteQuery(invoicesQuery(search));
  const Rows = isPhone ? InvoiceRows : InvoiceTable;
  const isFiltered = search.status !== undefined || search.q !== undefined;
  return (
    <Page
      title="Invoices"
      actions={
        !isPhone && (
          <>
            <ExportButton path="/invoices" query={{ ...search, limit: "100" }} name="invoices" />
            {can.changeInvoices && <NewInvoiceButton withKey />}
          </>
        )
      }
    >
      <nav className="tabs" aria-label="Status">
        {tabs.map(({ status, word }) => (
          <Link
            key={word}
            to="/invoices"
            search={{ ...(status ? { status } : {}), ...(search.q ? { q: search.q } : {}) }}
            activeOptions={{ exact: true }}
            aria-current={status === search.status ? "page" : undefined}
          >
            {word}
          </Link>
        ))}
      </nav>
      <div className="list-tools">
        <FilterField
          label="Number or customer"
          value={search.q ?? ""}
          onChange={(q) =>
            void navigate({
              search: ({ status }) => ({ ...(status ? { status } : {}), ...(q ? { q } : {}) }),
              replace: true,
            })
          }
        />
      </div>
      <List query={invoices} empty={isFiltered ? <NothingFound /> : <FirstInvoice />}>
        {(rows) => <Rows invoices={rows} />}
      </List>
    </Page>
  );
}

export function NewInvoiceButton({ withKey = false }: { withKey?: boolean }) {
  return (
    <ButtonLink
      to="/invoices/draft/{-$id}"
      params={{}}
      leftSection={<IconPlus size={17} />}
      rightSection={withKey && <kbd className="on-accent">N</kbd>}
    >
      New invoice
    </ButtonLink>
  );
}

function FirstInvoice() {
  const can = useCan();
  return (
    <EmptyState
      icon={IconFileInvoice}
      title="Send your first invoice"
      action={can.changeInvoices && <NewInvoiceButton />}
    >
      Add a customer and a line or two. You’ll see exactly what they get before anything is sent.
    </EmptyState>
  );
}

function NothingFound() {
  return (
    <EmptyState
      icon={IconFilterOff}
      title="No invoice matches"
      action={
        <ButtonLink to="/invoices" variant="default">
          Show all invoices
        </ButtonLink>
      }
    >
      Try another number, customer or status.
    </EmptyState>
  );
}
