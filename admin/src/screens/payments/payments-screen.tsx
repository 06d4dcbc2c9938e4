import {
  IconBook2,
  IconCreditCard,
  IconFilterOff,
  IconGavel,
  IconReceiptRefund,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { filtersOf, mattersQuery, paymentsQuery } from "../../api/payments.ts";
import { ExportButton } from "../../ui/export-button.tsx";
import { List, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { Matters } from "./matters.tsx";
import { PaymentDrawer } from "./payment-drawer.tsx";
import { PaymentRows, PaymentTable } from "./payment-lists.tsx";
import { PausedInvoices } from "./paused-invoices.tsx";
import { PAYMENT_TABS, type PaymentTab, readTab } from "./payment-tabs.ts";
import { countWords, useOpenMatters } from "../../ui/use-open-matters.ts";
import "./payments.css";

const route = getRouteApi("/app/payments");

export function PaymentsScreen() {
  const { tab, payment } = route.useSearch();
  const navigate = route.useNavigate();
  const matters = useOpenMatters();
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the window: the chosen one is brought into sight.
  useEffect(() => {
    const current = tabs.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);
  return (
    <Page
      title="Payments"
      actions={
        !usePhone() && (
          <ExportButton
            path="/payments"
            query={{ ...filtersOf(tab), limit: "100" }}
            name="payments"
          />
        )
      }
    >
      <nav ref={tabs} className="tabs" aria-label="Status">
        {PAYMENT_TABS.map((one) => {
          const count = one.tab === undefined || one.tab === "failed" ? null : matters[one.tab];
          return (
            <Link
              key={one.word}
              to="/payments"
              search={readTab(one.tab)}
              activeOptions={{ exact: true }}
              aria-current={one.tab === tab ? "page" : undefined}
            >
              {one.word}
              {count !== null && count.payments.length > 0 && (
                <span className="count">{countWords(count)}</span>
              )}
            </Link>
          );
        })}
      </nav>
      <PausedInvoices />
      <Matters matters={matters} tab={tab} />
      <div className="below-tabs">
        {tab === undefined || tab === "failed" ? <Known tab={tab} /> : <OfMatter tab={tab} />}
      </div>
      <PaymentDrawer
        id={payment ?? null}
        onClose={() =>
          void navigate({
            search: (before) => readTab(before.tab),
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Page>
  );
}

function Known({ tab }: { tab: "failed" | undefined }) {
  const Rows = usePhone() ? PaymentRows : PaymentTable;
  return (
    <List query={useInfiniteQuery(paymentsQuery(tab))} empty={<Empty tab={tab} />}>
      {(rows) => <Rows payments={rows} />}
    </List>
  );
}

function OfMatter({ tab }: { tab: Exclude<PaymentTab, "failed"> }) {
  const Rows = usePhone() ? PaymentRows : PaymentTable;
  return (
    <List query={useInfiniteQuery(mattersQuery(tab))} empty={<Empty tab={tab} />}>
      {(rows) => <Rows payments={rows} />}
    </List>
  );
}

/** What the tab is for, told while there is nothing in it. */
function Empty({ tab }: { tab: PaymentTab | undefined }) {
  switch (tab) {
    case undefined:
      return (
        <EmptyState icon={IconCreditCard} title="No payments yet">
          Payments appear here by themselves when customers pay online.
        </EmptyState>
      );
    case "to_record":
      return (
        <EmptyState icon={IconBook2} title="Everything is in your books">
          A payment that arrives in a closed period is kept here until you choose the day it is
          booked on.
        </EmptyState>
      );
    case "unapplied":
      return (
        <EmptyState icon={IconReceiptRefund} title="No money waits">
          When someone pays twice, too much, or a void invoice, the money is kept here. Then you
          refund it or apply it to another invoice.
        </EmptyState>
      );
    case "disputed":
      return (
        <EmptyState icon={IconGavel} title="No disputes">
          When a customer’s bank takes a payment back, it is shown here with the day by which you
          have to answer.
        </EmptyState>
      );
    case "failed":
      return (
        <EmptyState icon={IconFilterOff} title="No failed payments">
          Every attempt that was declined would be listed here with its reason.
        </EmptyState>
      );
  }
}
