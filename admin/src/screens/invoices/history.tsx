import { LoadingRows } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { type Description, detailsOf, type Line, text } from "./history-line.ts";
import { describeSending } from "./sending-history.ts";

/** What happened to the invoice, newest first. */
export function History({ lines }: { lines: readonly Line[] | undefined }) {
  const write = useWriting();
  if (lines === undefined) return <LoadingRows rows={3} />;
  return (
    <ol className="history">
      {lines.map((line) => {
        const { words, tone, more } = describeSending(line, write) ?? describe(line, write.money);
        return (
          <li key={line.id} data-tone={tone}>
            {words}
            <p>{[write.instant(line.at), more, line.actor].filter(Boolean).join(", ")}</p>
          </li>
        );
      })}
    </ol>
  );
}

function describe(
  line: Line,
  money: (amountMinor: number, currency: string) => string,
): Description {
  const details = detailsOf(line);
  const amount =
    typeof details["amount"] === "number" && typeof details["currency"] === "string"
      ? money(details["amount"], details["currency"])
      : "A payment";
  const receipt = text(details["receiptNumber"]);
  switch (line.kind) {
    case "created":
      return { words: "Draft started", tone: "plain" };
    case "finalized":
      return { words: `Made final as ${text(details["number"]) ?? "an invoice"}`, tone: "plain" };
    case "reminded":
      return { words: `Reminder to ${text(details["to"]) ?? "the customer"}`, tone: "plain" };
    case "fraud_warning":
      return { words: "The payer's bank warns of fraud", tone: "bad" };
    case "dispute_opened":
      return { words: `${amount} disputed by the payer's bank`, tone: "bad" };
    case "dispute_won":
      return { words: "Dispute over, in your favour", tone: "good" };
    case "dispute_lost":
      return { words: `Dispute lost, ${amount} booked as a loss`, tone: "bad" };
    case "reopened":
      return { words: `${amount} made due again`, tone: "plain" };
    case "delivered":
      return { words: "Delivered", tone: "plain" };
    case "not_delivered":
      return { words: "Email not delivered", tone: "bad" };
    case "viewed":
      return { words: "Opened by customer", tone: "plain" };
    case "payment_declined":
      return { words: "Card declined", tone: "bad", more: text(details["message"]) };
    case "payment_processing":
      return { words: "Payment under way", tone: "plain" };
    case "paid":
      return {
        words: `${amount} paid${line.actor === null ? "" : `, ${text(details["method"]) ?? "by hand"}`}`,
        tone: "good",
        more: receipt && `receipt ${receipt}`,
      };
    case "payment_unapplied":
      return { words: unappliedWords(amount, details["reason"]), tone: "bad", more: receipt };
    case "payment_reversed":
      return { words: `${amount} taken back`, tone: "bad" };
    case "refunded":
      return { words: `${amount} refunded`, tone: "plain" };
    case "refund_failed":
      return { words: `The refund of ${amount} failed`, tone: "bad" };
    case "test_payment_cleared":
      return { words: "Test payment cleared", tone: "plain" };
    case "voided":
      return { words: "Voided", tone: "bad" };
    case "link_made":
      return { words: "Pay link made", tone: "plain" };
    case "online_page_on":
      return { words: "Online invoice switched on", tone: "plain" };
    case "online_page_off":
      return { words: "Online invoice switched off", tone: "plain" };
    default:
      return { words: line.kind.replaceAll("_", " "), tone: "plain" };
  }
}

function unappliedWords(amount: string, reason: unknown): string {
  switch (reason) {
    case "already_paid":
      return `${amount} paid again, kept as credit`;
    case "invoice_void":
      return `${amount} paid after it was voided, kept as credit`;
    case "amount_differs":
    case "currency_differs":
      return `${amount} paid, not what was asked for, kept as credit`;
    default:
      return `${amount} paid, more than was due`;
  }
}
