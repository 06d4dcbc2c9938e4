import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Payment } from "../../api/types.ts";
import { paidInstant, payoutWords, shortMethodName, useTaker } from "../../ui/payment-words.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { PaymentMarks, ProblemWords } from "./payment-marks.tsx";
import { readTab } from "./payment-tabs.ts";

interface Payments {
  readonly payments: readonly Payment[];
}

export function PaymentTable({ payments }: Payments) {
  return (
    <div className="list scroll-x" role="region" aria-label="Payments" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Customer</th>
            <th scope="col">Invoice</th>
            <th scope="col">Method</th>
            <th scope="col">Status</th>
            <th scope="col" className="end">
              Amount
            </th>
            <th scope="col" className="end">
              Fee
            </th>
            <th scope="col" className="end">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {payments.map((payment) => (
            <TableRow key={payment.id} payment={payment} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableRow({ payment }: { payment: Payment }) {
  const write = useWriting();
  const taker = useTaker(payment);
  const { currency, settlementCurrency, fee, net } = payment;
  const settled = settlementCurrency ?? currency;
  const at = paidInstant(payment);
  return (
    <tr>
      <td className="nowrap muted">
        {write.dayOf(at)}
        <span className="block tiny">{write.timeOf(at)}</span>
      </td>
      <td>
        <PaymentLink payment={payment}>{payment.customerName}</PaymentLink>
        <ProblemWords of={payment} />
      </td>
      <td className="nowrap">{payment.invoiceNumber}</td>
      <td className="nowrap">
        {shortMethodName(payment)}
        <span className="block muted tiny">{taker}</span>
      </td>
      <td>
        <PaymentMarks of={payment} />
      </td>
      <td className={isOver(payment) ? "end muted" : "end strong"}>
        {write.money(payment.amount, currency)}
      </td>
      <td className="end muted">{fee !== null && write.money(-fee, settled)}</td>
      <td className="end">
        {net !== null && write.money(net, settled)}
        <span className="block muted tiny">{payoutWords(payment, write.shortDay)}</span>
      </td>
    </tr>
  );
}

/** The list on a phone: two lines a payment, a third where something is wrong. */
export function PaymentRows({ payments }: Payments) {
  const write = useWriting();
  return (
    <ul className="phone-rows payment-rows">
      {payments.map((payment) => (
        <li key={payment.id}>
          <PaymentLink payment={payment}>{payment.customerName}</PaymentLink>
          <span className="amount strong at-end">
            {write.money(payment.amount, payment.currency)}
          </span>
          <span className="second">
            {[payment.invoiceNumber, write.instant(paidInstant(payment))]
              .filter(Boolean)
              .join(", ")}
          </span>
          <span className="at-end">
            <PaymentMarks of={payment} />
          </span>
          <span className="whole-row">
            <ProblemWords of={payment} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function PaymentLink({ payment, children }: { payment: Payment; children: ReactNode }) {
  return (
    <Link
      to="/payments"
      search={({ tab }) => ({ ...readTab(tab), payment: payment.id })}
      resetScroll={false}
      className="row-link"
    >
      {children}
    </Link>
  );
}

function isOver({ status, reversedAt }: Payment): boolean {
  return reversedAt !== null || status === "failed" || status === "canceled";
}
