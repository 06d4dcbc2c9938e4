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

const USUAL_WAIT_MS = 60_000;

/** Queued for longer than a try takes, and not tried once: there is no mail server to try. */
export function isWaitingForServer({ state, attempts, createdAt }: Mail): boolean {
  return state === "queued" && attempts === 0 && Date.now() - Date.parse(createdAt) > USUAL_WAIT_MS;
}
