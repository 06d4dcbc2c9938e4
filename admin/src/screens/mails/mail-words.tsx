import type { Mail } from "../../api/types.ts";
import { Status } from "../../ui/status.tsx";

const KINDS: Record<Mail["kind"], string> = {
  invoice: "Invoice",
  receipt: "Receipt",
  payment_notification: "Payment notice",
  problem: "Problem notice",
  reminder: "Reminder",
  refund: "Refund",
  invitation: "Invitation",
};

export function kindWords(kind: Mail["kind"]): string {
  return KINDS[kind];
}

export function MailState({ of: { state } }: { of: Mail }) {
  switch (state) {
    case "queued":
      return <Status is="open" word="Queued" />;
    case "sent":
      return <Status is="paid" word="Sent" />;
    case "not_delivered":
      return <Status is="failed" word="Not delivered" />;
  }
}
