import { IconCreditCard, IconFilterOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { paymentsQuery } from "../../api/payments.ts";
import { List, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { PaymentDrawer } from "./payment-drawer.tsx";
import { PaymentRows, PaymentTable } from "./payment-lists.tsx";

const route = getRouteApi("/app/payments");

const tabs = [{ word: "All" }, { word: "Failed", status: "failed" }] as const;

export function PaymentsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const payments = useInfiniteQuery(paymentsQuery(search.status));
  const Rows = isPhone ? PaymentRows : PaymentTable;
  return (
    <Page title="Payments">
      <nav className="tabs" aria-label="Status">
        {tabs.map((tab) => {
          const status = "status" in tab ? tab.status : undefined;
          return (
            <Link
              key={tab.word}
              to="/payments"
              search={status ? { status } : {}}
              aria-current={status === search.status ? "page" : undefined}
            >
              {tab.word}
            </Link>
          );
        })}
      </nav>
      <div className="below-tabs">
        <List query={payments} empty={search.status ? <NoneFailed /> : <NoneYet />}>
          {(rows) => <Rows payments={rows} />}
        </List>
      </div>
      <PaymentDrawer
        id={search.payment ?? null}
        onClose={() =>
          void navigate({
            search: ({ status }) => (status ? { status } : {}),
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Page>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={IconCreditCard} title="No payments yet">
      Payments appear here by themselves when customers pay online.
    </EmptyState>
  );
}

function NoneFailed() {
  return (
    <EmptyState icon={IconFilterOff} title="No failed payments">
      Every attempt that was declined would be listed here with its reason.
    </EmptyState>
  );
}
