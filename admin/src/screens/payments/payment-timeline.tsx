import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "../../api/invoices.ts";
import type { History as HistoryAnswer, Payment } from "../../api/types.ts";
import { History } from "../invoices/history.tsx";
import { LoadProblem } from "../../ui/states.tsx";
import "../invoices/invoice.css";

type Line = HistoryAnswer["data"][number];

/** What happened to the payment, newest first: those lines of its invoice's history. */
export function PaymentTimeline({ payment }: { payment: Payment }) {
  const history = useQuery(historyQuery(payment.invoiceId));
  if (history.isError) {
    return <LoadProblem error={history.error} onRetry={() => void history.refetch()} />;
  }
  const lines = history.data?.data.filter((line) => isAbout(line, payment));
  if (lines?.length === 0) return null;
  return (
    <section className="drawer-block" aria-label="What happened">
      <h3>What happened</h3>
      <History lines={lines} />
    </section>
  );
}

function isAbout({ details }: Line, { id, refunds, dispute }: Payment): boolean {
  const { paymentId, refundId, disputeId } = (details ?? {}) as Record<string, unknown>;
  return (
    paymentId === id ||
    (dispute !== null && disputeId === dispute.id) ||
    refunds.some((refund) => refund.id === refundId)
  );
}
