import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { paymentsQuery } from "../../api/payments.ts";
import { paidInstant, shortMethodName } from "../../ui/payment-words.tsx";
import { PaymentMarks } from "../payments/payment-marks.tsx";
import { Card } from "../../ui/page.tsx";
import { useWriting } from "../../ui/use-business.ts";

const SHOWN = 5;

export function LatestPayments() {
  const write = useWriting();
  const found = useInfiniteQuery(paymentsQuery());
  const latest = found.data?.pages[0]?.data.slice(0, SHOWN) ?? [];
  return (
    <Card
      title="Latest payments"
      aside={
        <Link to="/payments" search={{}} className="small">
          All payments
        </Link>
      }
    >
      {latest.length === 0 ? (
        <p className="muted small">Payments appear here by themselves when customers pay online.</p>
      ) : (
        <ul className="latest">
          {latest.map((payment) => (
            <li key={payment.id}>
              <Link to="/payments" search={{ payment: payment.id }} className="row-link">
                {payment.customerName}
              </Link>
              <span className="muted latest-invoice">{payment.invoiceNumber}</span>
              <span className="muted latest-method">{shortMethodName(payment)}</span>
              <span className="muted latest-time">{write.instant(paidInstant(payment))}</span>
              <span className="latest-marks">
                <PaymentMarks of={payment} />
              </span>
              <span className="strong end">{write.money(payment.amount, payment.currency)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
