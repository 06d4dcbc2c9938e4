import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { isMatter, paymentQuery } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { elsewhere } from "../../ui/links.tsx";
import { failureWords, processorPage } from "../../ui/payment-words.tsx";
import { LoadingRows, LoadProblem, Notice } from "../../ui/states.tsx";
import { unappliedWords } from "../../ui/unapplied-words.ts";
import { useWriting } from "../../ui/use-business.ts";
import { ApplyUnapplied } from "./apply-unapplied.tsx";
import { PaymentFacts } from "./payment-facts.tsx";
import { PaymentMarks, useDisputeWords } from "./payment-marks.tsx";
import { PaymentTimeline } from "./payment-timeline.tsx";
import { RecordInBooks } from "./record-in-books.tsx";
import { RefundUnapplied } from "./refund-unapplied.tsx";
import { Refunds } from "./refunds.tsx";

/** One payment with everything the processor told about it, and what can be done. */
export function PaymentDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const payment = useQuery({ ...paymentQuery(id ?? ""), enabled: id !== null });
  return (
    <Drawer opened={id !== null} onClose={onClose} position="right" size={440} title="Payment">
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
  return (
    <div className="stack">
      <div>
        <p className="drawer-figure">{write.money(payment.amount, payment.currency)}</p>
        <PaymentMarks of={payment} />
      </div>
      <WhatIsWrong payment={payment} />
      <PaymentFacts payment={payment} />
      <Refunds payment={payment} />
      <PaymentTimeline payment={payment} />
    </div>
  );
}

/** Each thing that is not as it should be: what it means for the money, and what to do. */
function WhatIsWrong({ payment }: { payment: Payment }) {
  const { status, clearedAt } = payment;
  return (
    <>
      {status === "failed" && (
        <Notice tone="problem" title={failureWords(payment)}>
          {payment.failureMessage}
        </Notice>
      )}
      {status === "unknown" && <Unknown payment={payment} />}
      {payment.dispute !== null && <Disputed payment={payment} />}
      {isMatter(payment, "to_record") && <RecordInBooks payment={payment} />}
      {isMatter(payment, "unapplied") && <Unapplied payment={payment} />}
      {clearedAt !== null && (
        <Notice tone="test" title="Cleared test payment">
          It no longer counts since the connection went live.
        </Notice>
      )}
    </>
  );
}

function Unknown({ payment }: { payment: Payment }) {
  if (payment.alertedAt === null) {
    return (
      <Notice tone="quiet" title="Checking">
        The processor has not told the result yet. We ask again every minute, and never ask the
        payer twice.
      </Notice>
    );
  }
  return (
    <Notice tone="problem" title="Still no result">
      The processor has not told the result for a long time, and you were sent an email. We keep
      asking. Look whether the money is in Stripe before you ask the customer to pay again.
    </Notice>
  );
}

function Disputed({ payment }: { payment: Payment }) {
  const words = useDisputeWords(payment);
  if (words === null) return null;
  const { tone, title, words: text } = words;
  return (
    <Notice tone={tone} title={title}>
      <p>{text}</p>
      {(tone === "problem" || tone === "warning") && payment.processorPaymentId !== null && (
        <a href={processorPage(payment)} className="underlined plain-link" {...elsewhere}>
          Open it in Stripe
        </a>
      )}
    </Notice>
  );
}

function Unapplied({ payment }: { payment: Payment }) {
  const write = useWriting();
  const { mark, words } = unappliedWords(payment);
  const amount = write.money(payment.amountUnapplied, payment.currency);
  return (
    <Notice tone="warning" title={`${mark}: ${amount} unapplied`}>
      <p>
        {words} Nothing is lost: it is kept as credit for {payment.customerName}.
      </p>
      <div className="row wrap send-ways">
        <RefundUnapplied payment={payment} size="xs" />
        <ApplyUnapplied payment={payment} size="xs" />
      </div>
    </Notice>
  );
}
