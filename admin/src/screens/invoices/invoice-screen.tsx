import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { historyQuery, invoicePaymentsQuery, invoiceQuery } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { InvoiceStatuses } from "../../ui/invoice-status.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { SendDialog } from "../send/send-dialog.tsx";
import { History } from "./history.tsx";
import { InvoiceActions } from "./invoice-actions.tsx";
import { InvoiceLines } from "./invoice-lines.tsx";
import { InvoicePayments } from "./invoice-payments.tsx";
import { PlannedSending } from "./planned-sending.tsx";
import { OnlineInvoice } from "./online-invoice.tsx";
import "./invoice.css";

const route = getRouteApi("/app/invoices/$id");

export function InvoiceScreen() {
  const { id } = route.useParams();
  const invoice = useQuery(invoiceQuery(id));
  if (invoice.isPending) {
    return (
      <div className="page">
        <LoadingRows />
      </div>
    );
  }
  if (!invoice.data) {
    return (
      <div className="page">
        <LoadProblem error={invoice.error} onRetry={() => void invoice.refetch()} />
      </div>
    );
  }
  return <LoadedInvoice key={id} invoice={invoice.data} />;
}

function LoadedInvoice({ invoice }: { invoice: Invoice }) {
  const write = useWriting();
  const payments = useQuery(invoicePaymentsQuery(invoice.id));
  const history = useQuery(historyQuery(invoice.id));
  const { number, customerName, issuedOn } = invoice;
  const name = number ?? "Draft";
  return (
    <Page
      title={number === null ? "Draft" : `Invoice ${number}`}
      marks={<InvoiceStatuses of={invoice} />}
      crumbs={
        <>
          <Link to="/invoices">Invoices</Link> / {name}
        </>
      }
      subtitle={`${customerName}${issuedOn === null ? "" : `, issued ${write.longDay(issuedOn)}`}`}
      actions={<InvoiceActions invoice={invoice} />}
    >
      <div className="invoice-columns">
        <div>
          <Planned invoice={invoice} />
          <Figures invoice={invoice} />
          <Card title="Payments">
            {payments.isError ? (
              <LoadProblem error={payments.error} onRetry={() => void payments.refetch()} />
            ) : (
              <InvoicePayments payments={payments.data?.data} />
            )}
          </Card>
          <InvoiceLines invoice={invoice} />
        </div>
        <div>
          {invoice.status !== "draft" && <OnlineInvoice invoice={invoice} />}
          <Card title="History">
            {history.isError ? (
              <LoadProblem error={history.error} onRetry={() => void history.refetch()} />
            ) : (
              <History lines={history.data?.data} />
            )}
          </Card>
        </div>
      </div>
    </Page>
  );
}

function Planned({ invoice }: { invoice: Invoice }) {
  const [isChanging, changing] = useDisclosure(false);
  return (
    <>
      <PlannedSending invoice={invoice} onChange={changing.open} />
      <SendDialog id={invoice.id} isOpen={isChanging} onClose={changing.close} />
    </>
  );
}

function Figures({ invoice }: { invoice: Invoice }) {
  const write = useWriting();
  const { currency, total, amountPaid, amountCredited, amountDue, overdue, status } = invoice;
  const figures = [
    { name: "Total", amount: total },
    { name: "Paid", amount: amountPaid },
    ...(amountCredited === 0 ? [] : [{ name: "Credited", amount: amountCredited }]),
    ...(status === "void" ? [] : [{ name: "Amount due", amount: amountDue, isAlarming: overdue }]),
  ];
  return (
    <dl className="card figures">
      {figures.map(({ name, amount, isAlarming = false }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={isAlarming ? "alarming" : undefined}>{write.money(amount, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}
