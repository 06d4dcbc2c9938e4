import type { Invoice } from "../../api/types.ts";
import { InvoiceStatus } from "../../ui/invoice-status.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { InvoiceLink, planFact } from "./invoice-link.tsx";

/** The list on a phone: two lines an invoice. */
export function InvoiceRows({ invoices }: { invoices: readonly Invoice[] }) {
  const write = useWriting();
  return (
    <ul className="phone-rows">
      {invoices.map((invoice) => (
        <li key={invoice.id}>
          <InvoiceLink invoice={invoice}>{invoice.customerName}</InvoiceLink>
          <span className="amount strong at-end">
            {write.money(
              invoice.status === "draft" ? invoice.total : invoice.amountDue,
              invoice.currency,
            )}
          </span>
          <span className="second">
            {invoice.number ?? "No number yet"}
            {invoice.scheduledSending === null
              ? invoice.dueOn && `, due ${write.shortDay(invoice.dueOn)}`
              : `, ${planFact(invoice, write.shortDay)?.replace(/^./, (first) => first.toLowerCase())}`}
          </span>
          <span className="at-end">
            <InvoiceStatus of={invoice} />
          </span>
        </li>
      ))}
    </ul>
  );
}
