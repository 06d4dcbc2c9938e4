import { amountDue, type Invoice, statusOf } from "#src/invoices/invoice.ts";
import { type Money, money, subtractMoney } from "#src/values/money.ts";
import type { Collected, PaymentTags, PaymentTruth } from "#src/processors/processor.ts";
import {
  canBecome,
  type Payment,
  type PaymentStatus,
  type SessionState,
  type UnappliedReason,
} from "./payment.ts";

export interface Allocation {
  readonly applied: Money;
  readonly unapplied: Money;
  readonly reason: UnappliedReason | null;
}

/**
 * What becomes of collected money: it pays the invoice up to what is due, and everything else is the
 * customer's credit. Money that is not what was asked for pays nothing by itself (R39).
 */
export function allocate(payment: Payment, invoice: Invoice, collected: Collected): Allocation {
  const { amount } = collected;
  const nothing = money(0n, amount.currency);
  if (amount.currency !== invoice.currency) {
    return { applied: nothing, unapplied: amount, reason: "currency_differs" };
  }
  if (amount.amountMinor !== payment.amount.amountMinor) {
    return { applied: nothing, unapplied: amount, reason: "amount_differs" };
  }
  const status = statusOf(invoice);
  if (status === "void") return { applied: nothing, unapplied: amount, reason: "invoice_void" };
  const due = amountDue(invoice);
  if (due.amountMinor === 0n)
    return { applied: nothing, unapplied: amount, reason: "already_paid" };
  if (amount.amountMinor <= due.amountMinor)
    return { applied: amount, unapplied: nothing, reason: null };
  return { applied: due, unapplied: subtractMoney(amount, due), reason: "overpaid" };
}

/** The status the truth asks for; the current one where the table knows no way there. */
export function nextStatus(payment: Payment, truth: PaymentTruth): PaymentStatus {
  const wanted: PaymentStatus = truth.status === "open" ? "started" : truth.status;
  return canBecome(payment.status, wanted) ? wanted : payment.status;
}

/** A page that is over stays over, also when an older answer arrives after a newer one. */
export function nextSessionState(payment: Payment, truth: PaymentTruth): SessionState | null {
  const { state } = payment.session;
  if (state === "complete" || state === "expired") return state;
  return truth.sessionState ?? state;
}

/**
 * Whether what the processor told is about this very payment: made by this installation for this
 * business, invoice and payment, in the mode of its connection. Anything else has no effect.
 */
export function isAbout(payment: Payment, installationId: string, truth: PaymentTruth): boolean {
  const expected: PaymentTags = {
    installation: installationId,
    business: payment.businessId,
    invoice: payment.invoiceId,
    payment: payment.id,
  };
  return (
    truth.mode === payment.mode &&
    Object.entries(expected).every(
      ([name, value]) => truth.tags[name as keyof PaymentTags] === value,
    )
  );
}
