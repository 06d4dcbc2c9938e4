import type { InvoiceDocument } from "../../api/types.ts";
import { useBusiness } from "../../ui/use-business.ts";
import { Totals } from "./totals.tsx";

/** The invoice as its reader will have it, from the same description that page and PDF print. */
export function PreviewSheet({ document }: { document: InvoiceDocument | undefined }) {
  const { logo } = useBusiness();
  if (document === undefined) {
    return (
      <div className="sheet sheet-empty">
        <p className="muted small">The invoice appears here once you choose a customer.</p>
      </div>
    );
  }
  const { seller, buyer } = document;
  return (
    <div className="sheet" lang={document.locale} dir={document.direction}>
      <div className="row spread">
        <span className="row">
          {logo === null ? (
            <span className="sheet-initials" aria-hidden>
              {seller.initials}
            </span>
          ) : (
            <img className="sheet-logo" src={new URL(logo).pathname} alt="" />
          )}
          <strong>{seller.name}</strong>
        </span>
        <span className="sheet-title">Invoice</span>
      </div>
      <div className="sheet-parties">
        <address>
          <strong>{buyer.name}</strong>
          {buyer.addressLines.map((line) => (
            <span key={line}>{line}</span>
          ))}
          {buyer.taxId !== null && <span>{buyer.taxId}</span>}
        </address>
        <dl>
          <div>
            <dt>Number</dt>
            <dd>{document.number ?? "given when sent"}</dd>
          </div>
          <div>
            <dt>Due</dt>
            <dd>{document.dueOn ?? "on receipt"}</dd>
          </div>
        </dl>
      </div>
      <SheetLines document={document} />
      <Totals document={document} />
      {document.notes !== null && <p className="prewrap sheet-notes">{document.notes}</p>}
    </div>
  );
}

function SheetLines({ document }: { document: InvoiceDocument }) {
  return (
    <table className="inner">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col" className="end">
            Qty
          </th>
          <th scope="col" className="end">
            Price
          </th>
          <th scope="col" className="end">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {document.lines.map((line, index) => (
          <tr key={index}>
            <td>
              {line.title}
              {line.detail !== "" && <span className="sheet-detail">{line.detail}</span>}
            </td>
            <td className="end">{line.quantity}</td>
            <td className="end">{line.unitPrice}</td>
            <td className="end">{line.amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
