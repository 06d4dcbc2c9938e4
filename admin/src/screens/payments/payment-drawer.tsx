import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { paymentQuery } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { elsewhere } from "../../ui/links.tsx";
import {
  failureWords,
  methodName,
  paidInstant,
  paymentLook,
  useTaker,
} from "../../ui/payment-words.tsx";
import { LoadingRows, LoadProblem, Notice } from "../../ui/states.tsx";
import { PaymentStatus, Status } from "../../ui/status.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { RecordInBooks } from "./record-in-books.tsx";
import { Refunds } from "./refunds.tsx";

/** One payment with everything the processor told about it. */
export function PaymentDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const payment = useQuery({ ...paymentQuery(id ?? ""), enabled: id !== null });
  return (
    <Drawer opened={id !== null} onClose={onClose} position="right" size={420} title="Payment">
      {payment.isError ? (
        <LoadProblem error={payment.error} onRetry={() => void payment.refetch()} />
      ) : payment.data ? (
        <Details payment={payment.data} />
      ) : (
        <LoadingRows rows={5} />
      )}
    </Drawer>
  );
}

function Details({ payment }: { payment: Payment }) {
  const write = useWriting();
  const { amount, currency, status, amountUnapplied } = payment;
  const isToRecord = status === "succeeded" && !payment.recorded && payment.clearedAt === null;
  return (
    <div className="stack">
      <div>
        <p className="drawer-figure">{write.money(amount, currency)}</p>
        <span className="status-group">
          <PaymentStatus is={paymentLook(payment)} />
          {payment.mode === "test" && <Status is="test" />}
        </span>
      </div>
      {status === "failed" && (
        <Notice tone="problem" title={failureWords(payment)}>
          {payment.failureMessage}
        </Notice>
      )}
      {status === "unknown" && (
        <Notice tone="quiet" title="Checking">
          The processor has not told the result yet. We keep asking.
        </Notice>
      )}
      {isToRecord && <RecordInBooks payment={payment} />}
      {amountUnapplied > 0 && (
        <Notice
          tone="warning"
          title={`${write.money(amountUnapplied, currency)} more than was due`}
        >
          Nothing is lost: it is kept as credit for {payment.customerName}.
        </Notice>
      )}
      {payment.clearedAt !== null && (
        <Notice tone="test" title="Cleared test payment">
          It no longer counts since the connection went live.
        </Notice>
      )}
      <Facts payment={payment} />
      <Refunds payment={payment} />
    </div>
  );
}

function Facts({ payment }: { payment: Payment }) {
  const write = useWriting();
  const taker = useTaker(payment);
  const { fee, net, currency, settlementCurrency } = payment;
  const settled = settlementCurrency ?? currency;
  const facts: [string, ReactNode][] = [
    ["Customer", payment.customerName],
    [
      "Invoice",
      <Link key="invoice" to="/invoices/$id" params={{ id: payment.invoiceId }}>
        {payment.invoiceNumber ?? "Show"}
      </Link>,
    ],
    [payment.collectedAt === null ? "Started" : "Received", write.instant(paidInstant(payment))],
    ["Method", methodName(payment)],
    ["Taken by", taker],
    ["Fee", fee === null ? null : write.money(-fee, settled)],
    ["Net", net === null ? null : write.money(net, settled)],
    [
      "Exchange rate",
      payment.exchangeRate === null ? null : `${payment.exchangeRate} ${currency} to ${settled}`,
    ],
    ["In the books on", payment.recordedOn === null ? null : write.longDay(payment.recordedOn)],
    ["Reference", payment.reference],
    [
      "Processor’s id",
      payment.processorPaymentId && (
        <span key="id" className="identifier">
          {payment.processorPaymentId}
        </span>
      ),
    ],
    [
      "Receipt",
      payment.receiptNumber &&
        (payment.receiptUrl === null ? (
          payment.receiptNumber
        ) : (
          <a key="receipt" href={payment.receiptUrl} {...elsewhere}>
            {payment.receiptNumber}
          </a>
        )),
    ],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
