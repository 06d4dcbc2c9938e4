import { Link } from "@tanstack/react-router";
import type { Payment } from "../../api/types.ts";
import { failureWords, MethodWords, paidInstant } from "../../ui/payment-words.tsx";
import { LoadingRows } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { PaymentMarks } from "../payments/payment-marks.tsx";

export function InvoicePayments({ payments }: { payments: readonly Payment[] | undefined }) {
  if (payments === undefined) return <LoadingRows rows={2} />;
  if (payments.length === 0) return <p className="muted small">No payments yet.</p>;
  return (
    <div className="scroll-x" role="region" aria-label="Payments" tabIndex={0}>
      <table className="inner">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Method</th>
            <th scope="col">Status</th>
            <th scope="col" className="end">
              Fee
            </th>
            <th scope="col" className="end">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {payments.map((payment) => (
            <Row key={payment.id} payment={payment} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ payment }: { payment: Payment }) {
  const write = useWriting();
  const { status, fee, settlementCurrency, currency, amount, amountUnapplied } = payment;
  const isOver = status === "failed" || status === "canceled" || payment.reversedAt !== null;
  return (
    <tr>
      <td className="nowrap">{write.instant(paidInstant(payment))}</td>
      <td>
        <Link
          to="/payments"
          search={{ payment: payment.id }}
          className="plain-link"
          aria-label="Show this payment"
        >
          <MethodWords of={payment} />
        </Link>
        {status === "failed" && <p className="muted tiny">{failureWords(payment)}</p>}
        {amountUnapplied > 0 && (
          <p className="muted tiny">
            {write.money(amountUnapplied, currency)} more than was due, kept as credit
          </p>
        )}
      </td>
      <td>
        <PaymentMarks of={payment} />
      </td>
      <td className="end muted">
        {fee !== null && write.money(fee, settlementCurrency ?? currency)}
      </td>
      <td className={isOver ? "end struck" : "end strong"}>{write.money(amount, currency)}</td>
    </tr>
  );
}
