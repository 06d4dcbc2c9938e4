import type { Payment } from "../api/types.ts";

export interface UnappliedWords {
  /** In a list, beside the status. */
  readonly mark: string;
  /** What happened, as a sentence. */
  readonly words: string;
  /** Stripe's word for a refund because of it. */
  readonly refundReason: "duplicate" | null;
}

/** Why money of a payment could not be applied. */
export function unappliedWords(payment: Payment): UnappliedWords {
  const { customerName, amountApplied } = payment;
  const invoice = `invoice ${payment.invoiceNumber ?? ""}`.trim();
  switch (payment.unappliedReason) {
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
    case "overpaid":
    case null:
      return {
        mark:
          amountApplied > 0 || payment.unappliedReason === "overpaid" ? "Overpaid" : "Unapplied",
        words: `${customerName} paid more than was due on ${invoice}.`,
        refundReason: null,
      };
  }
}
