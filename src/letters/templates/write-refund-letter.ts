import { markup } from "#src/formats/markup.ts";
import {
  figureBlock,
  layOutLetter,
  type LetterRow,
  rowsBlock,
  senderFoot,
  senderLine,
  textBlock,
} from "./letter-layout.ts";
import { plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, RefundLetterView } from "./view.ts";

/** Money on its way back to the customer. */
export function writeRefundLetter(view: RefundLetterView): Letter {
  const title = `Refund of ${view.amount} for invoice ${view.invoiceNumber}`;
  const told = refundText(view);
  const rows: LetterRow[] = [
    { label: "Invoice", value: view.invoiceNumber },
    { label: "Receipt", value: view.receiptNumber },
    { label: "Refunded", value: view.refundedAt },
    ...(view.method === null ? [] : [{ label: "To", value: view.method }]),
    { label: "Amount", value: view.amount, isSum: true },
  ];
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: told,
      content: markup`${figureBlock(`${view.business.name} refunded`, view.amount, view.refundedAt)}${textBlock(told)}${rowsBlock(view, rows)}`,
      foot: senderFoot(view),
    }),
    text: plainText(view, [
      title,
      told,
      plainRows(view, rows),
      `${senderLine(view.business)}\nReply to this email to reach us. We never ask for card details by email.`,
    ]),
  };
}

function refundText({ business, amount, stillDue }: RefundLetterView): string {
  const back = `${business.name} has refunded ${amount}. It goes back the way it was paid and usually arrives within 5 to 10 working days.`;
  return stillDue === null
    ? `${back} You owe nothing on this invoice.`
    : `${back} ${stillDue} is due on this invoice again.`;
}
