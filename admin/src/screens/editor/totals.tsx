import type { InvoiceDocument } from "../../api/types.ts";

/** The server's totals, in its words; nothing is added up here. */
export function Totals({ document }: { document: InvoiceDocument | undefined }) {
  if (document === undefined) {
    return <p className="totals muted small">Choose a customer to see the totals.</p>;
  }
  return (
    <dl className="totals" aria-live="polite">
      <div>
        <dt>Subtotal</dt>
        <dd className="amount">{document.subtotal}</dd>
      </div>
      {document.taxes.map(({ label, amount }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="amount">{amount}</dd>
        </div>
      ))}
      <div className="grand">
        <dt>Total</dt>
        <dd className="amount">{document.total}</dd>
      </div>
    </dl>
  );
}
