import type { paymentStatuses } from "#design/tokens.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";
import type { Payment } from "../api/types.ts";
import { isOpenDispute } from "./dispute-words.ts";

const METHODS: Record<string, string> = {
  card: "Card",
  sepa_debit: "SEPA debit",
  cash: "Cash",
  bank_transfer: "Bank transfer",
  cheque: "Cheque",
  other: "Other",
};

/** `Visa, ends in 4242`; `null` while the payer has chosen nothing. */
export function methodName({ method }: Payment): string | null {
  if (method === null) return null;
  const name = capitalized(
    method.brand ?? METHODS[method.type] ?? method.type.replaceAll("_", " "),
  );
  return method.last4 === undefined ? name : `${name}, ends in ${method.last4}`;
}

/** `Visa 4242`, where there is little room. */
export function shortMethodName({ method }: Payment): string | null {
  if (method === null) return null;
  const name = capitalized(METHODS[method.type] ?? method.type.replaceAll("_", " "));
  return [capitalized(method.brand ?? name), method.last4].filter(Boolean).join(" ");
}

/** The method, and below it who took the money. */
export function MethodWords({ of: payment }: { of: Payment }) {
  const taker = useTaker(payment);
  return (
    <>
      {methodName(payment) ?? "Online"}
      <span className="block muted tiny">{taker}</span>
    </>
  );
}

/** The connection's name, or that a person entered it. */
export function useTaker({ connectionId }: Payment): string {
  const { data: connections } = useSuspenseQuery(connectionsQuery);
  if (connectionId === null) return "By hand";
  return connections.data.find(({ id }) => id === connectionId)?.name ?? "A former connection";
}

/** When it counts from: collected, or at least begun. */
export function paidInstant({ collectedAt, createdAt }: Payment): string {
  return collectedAt ?? createdAt;
}

export function paymentLook(payment: Payment): keyof typeof paymentStatuses {
  if (payment.dispute !== null && isOpenDispute(payment.dispute)) return "disputed";
  const isRefunded = payment.amountRefunded > 0 && payment.amountRefunded === payment.amount;
  return isRefunded ? "refunded" : payment.status;
}

const FAILURES: Record<string, string> = {
  insufficient_funds: "Not enough funds",
  expired: "The card has expired",
  expired_card: "The card has expired",
  authentication_failed: "The bank could not confirm it was them",
  authentication_required: "The bank could not confirm it was them",
};

/** Why it did not go through, as a seller reads it. */
export function failureWords({ failureCode }: Payment): string {
  return FAILURES[failureCode ?? ""] ?? "The bank declined it";
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The payment in the processor's dashboard. */
export function processorPage({
  mode,
  processorPaymentId,
}: Pick<Payment, "mode" | "processorPaymentId">): string {
  const area = mode === "test" ? "test/" : "";
  return `https://dashboard.stripe.com/${area}payments/${processorPaymentId ?? ""}`;
}

/** `In your bank on 24 Nov`; `null` until a payout is known to bring it. */
export function payoutWords({ payout }: Payment, shortDay: (day: string) => string): string | null {
  if (payout === null) return null;
  const day = shortDay(payout.arrivesOn);
  switch (payout.status) {
    case "pending":
      return `Payout expected ${day}`;
    case "in_transit":
      return `Payout on its way, ${day}`;
    case "paid":
      return `Paid out ${day}`;
    case "failed":
      return "Payout failed";
    case "canceled":
      return "Payout cancelled";
  }
}
