import type { Payment } from "../api/types.ts";
import type { Tone } from "./states.tsx";

type Dispute = NonNullable<Payment["dispute"]>;

export interface DisputeWords {
  /** In a list, beside the status. */
  readonly mark: string;
  readonly tone: Tone;
  readonly title: string;
  readonly words: string;
}

/** What a dispute is at, what that means for the money, and what to do. */
export function disputeWords(
  { status, evidenceDueBy, reason, amount }: Dispute,
  write: {
    readonly longDayOf: (instant: string) => string;
    readonly money: (amountMinor: number) => string;
  },
): DisputeWords {
  const held = write.money(amount);
  const by = evidenceDueBy === null ? "" : ` by ${write.longDayOf(evidenceDueBy)}`;
  switch (status) {
    case "needs_response":
      return {
        mark: "Disputed",
        tone: "problem",
        title: `Answer the bank in Stripe${by}`,
        words: `${reasonWords(reason)} The payer’s bank has asked for ${held} back, and Stripe holds it until this is decided. Send all your evidence in Stripe; it can be sent once. Without an answer the money is lost. The invoice stays paid meanwhile.`,
      };
    case "under_review":
      return {
        mark: "Disputed",
        tone: "warning",
        title: "Your answer is with the bank",
        words: `${reasonWords(reason)} The bank decides, which can take two to three months. Stripe holds ${held} until then. There is nothing to do.`,
      };
    case "warning_needs_response":
      return {
        mark: "Bank asks",
        tone: "warning",
        title: `The payer’s bank asks about this payment. Answer in Stripe${by}`,
        words: `${reasonWords(reason)} No money is held yet. Answer, or refund the payment; without either it can become a dispute with a fee.`,
      };
    case "warning_under_review":
      return {
        mark: "Bank asks",
        tone: "quiet",
        title: "The payer’s bank looks at your answer",
        words: "No money is held. There is nothing to do.",
      };
    case "lost":
      return {
        mark: "Dispute lost",
        tone: "problem",
        title: "The dispute was lost",
        words: `${reasonWords(reason)} The bank kept ${held}. It is booked as a loss, and the invoice stays paid.`,
      };
    case "won":
      return {
        mark: "Dispute won",
        tone: "good",
        title: "The dispute was won",
        words: `${held} came back to your balance at Stripe. The invoice is paid.`,
      };
    case "warning_closed":
    case "prevented":
      return {
        mark: "Dispute over",
        tone: "quiet",
        title: "The bank asked about this payment, and that is over",
        words: "No money was taken.",
      };
  }
}

/** Nothing about it is decided yet. */
export function isOpenDispute({ status }: Dispute): boolean {
  return (
    status === "needs_response" ||
    status === "under_review" ||
    status === "warning_needs_response" ||
    status === "warning_under_review"
  );
}

/** Somebody has to answer, by a day. */
export function needsAnswer({ status }: Dispute): boolean {
  return status === "needs_response" || status === "warning_needs_response";
}

/** https://docs.stripe.com/disputes/categories, as a seller reads them. */
const REASONS: Record<string, string> = {
  fraudulent: "The card holder says they did not make this payment.",
  product_not_received: "The customer says nothing was delivered.",
  product_unacceptable: "The customer says what was delivered is not what was agreed.",
  duplicate: "The customer says they were charged twice.",
  subscription_canceled: "The customer says they had cancelled.",
  credit_not_processed: "The customer says a refund they were promised did not come.",
  unrecognized: "The customer does not recognise this payment.",
};

function reasonWords(reason: string): string {
  return REASONS[reason] ?? `The bank’s reason: ${reason.replaceAll("_", " ")}.`;
}
