import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import type { Payment } from "../../api/types.ts";
import { elsewhere } from "../../ui/links.tsx";
import {
  methodName,
  paidInstant,
  payoutWords,
  processorPage,
  useTaker,
} from "../../ui/payment-words.tsx";
import { useWriting } from "../../ui/use-business.ts";

/** All that the processor and the books say about the payment. */
export function PaymentFacts({ payment }: { payment: Payment }) {
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
    ["Payout", payoutWords(payment, write.shortDay)],
    [
      "Exchange rate",
      payment.exchangeRate === null ? null : `1 ${currency} = ${payment.exchangeRate} ${settled}`,
    ],
    ["In the books on", payment.recordedOn === null ? null : write.longDay(payment.recordedOn)],
    ["Reference", payment.reference],
    [
      "Processor’s id",
      payment.processorPaymentId && (
        <a key="id" href={processorPage(payment)} className="identifier" {...elsewhere}>
          {payment.processorPaymentId}
        </a>
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
