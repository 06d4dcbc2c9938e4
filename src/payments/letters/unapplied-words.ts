import type { Invoice } from "#src/invoices/invoice.ts";
import type { Payment } from "../payment.ts";

/** What a person is told about money that an invoice could not use. */
export function problemOf(
  payment: Payment,
  invoice: Invoice,
): { headline: string; explanation: string } {
  const number = invoice.number ?? "";
  const kept =
    "Nothing was lost: the money was received and is kept as the customer's credit. Apply it to another invoice, or refund it at the processor.";
  switch (payment.unappliedReason) {
    case "already_paid":
      return {
        headline: `Invoice ${number} was paid twice`,
        explanation: `A payment arrived for invoice ${number}, which was paid already.\n\n${kept}`,
      };
    case "invoice_void":
      return {
        headline: `Voided invoice ${number} was paid`,
        explanation: `A payment arrived for invoice ${number} after it was voided.\n\n${kept}`,
      };
    case "overpaid":
      return {
        headline: `More than was due arrived for invoice ${number}`,
        explanation: `The payment was larger than what was still due on invoice ${number}.\n\n${kept}`,
      };
    case "amount_differs":
    case "currency_differs":
    case null:
      return {
        headline: `A payment for invoice ${number} is not what was asked for`,
        explanation: `Amount or currency of the payment differ from what invoice ${number} asked for, so the invoice was left unpaid.\n\n${kept}`,
      };
  }
}
