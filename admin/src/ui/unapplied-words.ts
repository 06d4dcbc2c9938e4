import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "../api/invoices.ts";
import type { Payment } from "../api/types.ts";

export interface UnappliedWords {
  /** In a list, beside the status. */
  readonly mark: string;
  /** What happened, as a sentence. */
  readonly words: string;
  /** Stripe's word for a refund because of it. */
  readonly refundReason: "duplicate" | null;
}

/** Why money of a payment could not be applied, as the invoice's history tells it. */
export function useUnappliedWords(payment: Payment): UnappliedWords {
  const isWanted = payment.amountUnapplied > 0 && payment.processor !== "manual";
  const history = useQuery({ ...historyQuery(payment.invoiceId), enabled: isWanted });
  const line = history.data?.data.find(
    ({ kind, details }) =>
      kind === "payment_unapplied" &&
      (details as { paymentId?: unknown } | null)?.paymentId === payment.id,
  );
  return wordsFor(payment, (line?.details as { reason?: unknown } | undefined)?.reason);
}

function wordsFor(payment: Payment, reason: unknown): UnappliedWords {
  const { customerName, amountApplied } = payment;
  const invoice = `invoice ${payment.invoiceNumber ?? ""}`.trim();
  switch (reason) {
    case "already_paid":
      return {
        mark: "Paid twice",
        words: `${customerName} paid ${invoice}, which was paid already.`,
        refundReason: "duplicate",
      };
    case "invoice_void":
      return {
        mark: "Paid after void",
        words: `${customerName} paid ${invoice} after it was voided.`,
        refundReason: null,
      };
    case "amount_differs":
      return {
        mark: "Another amount",
        words: `What arrived is not the amount that ${invoice} asked for, so it was not applied.`,
        refundReason: null,
      };
    case "currency_differs":
      return {
        mark: "Another currency",
        words: `What arrived is not in the currency of ${invoice}, so it was not applied.`,
        refundReason: null,
      };
    default:
      return {
        mark: amountApplied > 0 || reason === "overpaid" ? "Overpaid" : "Unapplied",
        words: `${customerName} paid more than was due on ${invoice}.`,
        refundReason: null,
      };
  }
}
