import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Payment } from "../../api/types.ts";
import { paidInstant, paymentLook, shortMethodName, useTaker } from "../../ui/payment-words.tsx";
import { PaymentStatus, Status } from "../../ui/status.tsx";
import { useWriting } from "../../ui/use-business.ts";

interface Payments {
  readonly payments: readonly Payment[];
}

export function PaymentTable({ payments }: Payments) {
  return (
    <div className="list">
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Customer</th>
            <th scope="col">Invoice</th>
            <th scope="col">Method</th>
            <th scope="col">Connection</th>
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
  return (
    <tr>
      <td className="nowrap muted">{write.dayOf(paidInstant(payment))}</td>
      <td>
        <PaymentLink payment={payment}>{payment.customerName}</PaymentLink>
      </td>
      <td className="nowrap">{payment.invoiceNumber}</td>
      <td className="nowrap">{shortMethodName(payment)}</td>
      <td className="nowrap muted">{taker}</td>
      <td className="nowrap">
        <Statuses payment={payment} />
      </td>
      <td className={isOver(payment) ? "end muted" : "end strong"}>
        {write.money(payment.amount, currency)}
      </td>
      <td className="end muted">{fee !== null && write.money(-fee, settled)}</td>
      <td className="end">{net !== null && write.money(net, settled)}</td>
    </tr>
  );
}

/** The list on a phone: two lines a payment. */
export function PaymentRows({ payments }: Payments) {
  const write = useWriting();
  return (
    <ul className="phone-rows below-tabs">
      {payments.map((payment) => (
        <li key={payment.id}>
          <PaymentLink payment={payment}>{payment.customerName}</PaymentLink>
          <span className="amount strong at-end">
            {write.money(payment.amount, payment.currency)}
          </span>
          <span className="second">
            {[payment.invoiceNumber, write.dayOf(paidInstant(payment))].filter(Boolean).join(", ")}
          </span>
          <span className="at-end">
            <Statuses payment={payment} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Statuses({ payment }: { payment: Payment }) {
  return (
    <span className="status-group">
      <PaymentStatus is={paymentLook(payment)} />
      {payment.mode === "test" && <Status is="test" />}
    </span>
  );
}

function PaymentLink({ payment, children }: { payment: Payment; children: ReactNode }) {
  return (
    <Link
      to="/payments"
      search={(before) => ({
        ...(before.status === "failed" ? { status: "failed" as const } : {}),
        payment: payment.id,
      })}
      resetScroll={false}
      className="row-link"
    >
      {children}
    </Link>
  );
}

function isOver({ status }: Payment): boolean {
  return status === "failed" || status === "canceled";
}
