import type { Invoice } from "../../api/types.ts";
import { InvoiceStatus } from "../../ui/invoice-status.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { InvoiceLink, useInvoiceFact } from "./invoice-link.tsx";

export function InvoiceTable({ invoices }: { invoices: readonly Invoice[] }) {
  return (
    <div className="list">
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Customer</th>
            <th scope="col">Status</th>
            <th scope="col">Issued</th>
            <th scope="col">Due</th>
            <th scope="col" className="end">
              Total
            </th>
            <th scope="col" className="end">
              Amount due
            </th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => (
            <Row key={invoice.id} invoice={invoice} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ invoice }: { invoice: Invoice }) {
  const write = useWriting();
  const fact = useInvoiceFact(invoice);
  const { currency, issuedOn, dueOn, status } = invoice;
  return (
    <tr>
      <td className="nowrap">
        <InvoiceLink invoice={invoice}>
          {invoice.number ?? <span className="muted">Draft</span>}
        </InvoiceLink>
      </td>
      <td>{invoice.customerName}</td>
      <td className="nowrap">
        <span className="row">
          <InvoiceStatus of={invoice} />
          <span className="muted tiny">{fact}</span>
        </span>
      </td>
      <td className="nowrap muted">{issuedOn && write.shortDay(issuedOn)}</td>
      <td className={`nowrap ${invoice.overdue ? "alarming" : "muted"}`}>
        {dueOn && status !== "draft" && write.shortDay(dueOn)}
      </td>
      <td className="end muted">{write.money(invoice.total, currency)}</td>
      <td className="end strong">
        {status === "draft" || status === "void" ? "" : write.money(invoice.amountDue, currency)}
      </td>
    </tr>
  );
}
