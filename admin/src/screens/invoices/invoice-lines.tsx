import { IconDownload } from "@tabler/icons-react";
import { pdfUrl } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { elsewhere } from "../../ui/links.tsx";
import { formatDecimal } from "../../ui/money.ts";
import { Card } from "../../ui/page.tsx";
import { useWriting } from "../../ui/use-business.ts";

export function InvoiceLines({ invoice }: { invoice: Invoice }) {
  const write = useWriting();
  const { currency, lines, taxes, taxInclusive, notes } = invoice;
  return (
    <Card
      title="Lines"
      aside={
        <a href={pdfUrl(invoice.id)} {...elsewhere} className="row small strong">
          <IconDownload size={16} aria-hidden /> PDF
        </a>
      }
    >
      <table className="inner">
        <thead className="sr-only">
          <tr>
            <th scope="col">Description</th>
            <th scope="col">Quantity and price</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <td className="prewrap">{line.description}</td>
              <td className="end muted">
                {formatDecimal(line.quantity, write.locale)} ×{" "}
                {formatDecimal(line.unitPrice, write.locale)}
              </td>
              <td className="end">{write.money(line.amount, currency)}</td>
            </tr>
          ))}
          {taxes.map(({ rate, tax }) => (
            <tr key={rate}>
              <td className="muted" colSpan={2}>
                {taxInclusive ? "Includes VAT" : "VAT"} {formatDecimal(rate, write.locale)}%
              </td>
              <td className="end">{write.money(tax, currency)}</td>
            </tr>
          ))}
          <tr>
            <td className="strong" colSpan={2}>
              Total
            </td>
            <td className="end strong">{write.money(invoice.total, currency)}</td>
          </tr>
        </tbody>
      </table>
      {notes !== null && <p className="prewrap muted small invoice-notes">{notes}</p>}
    </Card>
  );
}
