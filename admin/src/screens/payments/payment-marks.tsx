import type { ReactNode } from "react";
import { isMatter } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { disputeWords, isOpenDispute, needsAnswer } from "../../ui/dispute-words.ts";
import { failureWords, paymentLook } from "../../ui/payment-words.tsx";
import { PaymentStatus, Status } from "../../ui/status.tsx";
import { unappliedWords } from "../../ui/unapplied-words.ts";
import { useWriting } from "../../ui/use-business.ts";

/** The status, and beside it all that makes the payment more than a paid one. */
export function PaymentMarks({ of: payment }: { of: Payment }) {
  const { dispute } = payment;
  return (
    <span className="status-group">
      {payment.reversedAt === null && <PaymentStatus is={paymentLook(payment)} />}
      {dispute?.status === "lost" && <Status is="overdue" word="Dispute lost" />}
      {isMatter(payment, "to_record") && <Status is="partlyPaid" word="To record" />}
      {isMatter(payment, "unapplied") && <UnappliedMark of={payment} />}
      {payment.reversedAt !== null && <Status is="void" word="Reversed" />}
      {payment.mode === "test" && <Status is="test" />}
    </span>
  );
}

function UnappliedMark({ of: payment }: { of: Payment }) {
  return <Status is="partlyPaid" word={unappliedWords(payment).mark} />;
}

/** In a row, what is wrong with a payment in one line; nothing where nothing is. */
export function ProblemWords({ of: payment }: { of: Payment }) {
  const write = useWriting();
  const { status, alertedAt, dispute, amountUnapplied, currency } = payment;
  const lines: { tone: "alarming" | "warning" | "muted"; words: ReactNode }[] = [];
  if (status === "unknown") {
    lines.push(
      alertedAt === null
        ? { tone: "muted", words: "The result is not known yet" }
        : { tone: "alarming", words: "Still no result: look in Stripe" },
    );
  }
  if (status === "failed") lines.push({ tone: "muted", words: failureWords(payment) });
  if (dispute !== null && needsAnswer(dispute)) {
    const by = dispute.evidenceDueBy === null ? "" : ` by ${write.dayOf(dispute.evidenceDueBy)}`;
    lines.push({ tone: "alarming", words: `Answer the bank${by}` });
  } else if (dispute !== null && isOpenDispute(dispute)) {
    lines.push({ tone: "muted", words: "The bank decides" });
  }
  if (isMatter(payment, "unapplied")) {
    const amount = write.money(amountUnapplied, currency);
    lines.push({ tone: "warning", words: `${amount} is kept as credit` });
  }
  if (isMatter(payment, "to_record")) {
    lines.push({ tone: "warning", words: "Not in your books yet" });
  }
  return lines.map(({ tone, words }, index) => (
    <span key={index} className={`block tiny ${tone}`}>
      {words}
    </span>
  ));
}

/** The words of a payment's dispute, written as this business writes. */
export function useDisputeWords(payment: Payment) {
  const write = useWriting();
  const { dispute, currency } = payment;
  return (
    dispute &&
    disputeWords(dispute, {
      longDayOf: write.longDayOf,
      money: (amount) => write.money(amount, currency),
    })
  );
}
