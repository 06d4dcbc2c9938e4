import type { Invoice } from "../api/types.ts";
import { overdueWords } from "./days.ts";
import { Status } from "./status.tsx";
import { useWriting } from "./use-business.ts";

/** The one badge of a row: the most telling of an invoice's states, with the Test mark beside it. */
export function InvoiceStatus({ of: invoice }: { of: Invoice }) {
  return (
    <span className="status-group">
      <Status is={statusName(invoice)} />
      {isTestMoney(invoice) && <Status is="test" />}
    </span>
  );
}

/** Every badge that applies: partly paid and overdue are both said. */
export function InvoiceStatuses({ of: invoice }: { of: Invoice }) {
  const { timezone } = useWriting();
  const isPartly = isPartlyPaid(invoice);
  return (
    <span className="status-group">
      {(isPartly || !invoice.overdue) && <Status is={statusName(invoice)} />}
      {invoice.overdue && invoice.dueOn !== null && (
        <Status is="overdue" word={overdueWords(invoice.dueOn, timezone)} />
      )}
      {isTestMoney(invoice) && <Status is="test" />}
    </span>
  );
}

function statusName(invoice: Invoice) {
  if (invoice.status !== "open") return invoice.status;
  if (isPartlyPaid(invoice)) return "partlyPaid";
  return invoice.overdue ? "overdue" : "open";
}

function isPartlyPaid({ status, amountPaid, amountCredited }: Invoice): boolean {
  return status === "open" && amountPaid + amountCredited > 0;
}

/** Test money counts against it; a draft or unpaid invoice is only going to be paid with some. */
function isTestMoney({ mode, amountPaid }: Invoice): boolean {
  return mode === "test" && amountPaid > 0;
}
