import { markup } from "#src/formats/markup.ts";
import {
  badgeBlock,
  buttonBlock,
  figureBlock,
  layOutLetter,
  type LetterRow,
  rowsBlock,
  senderFoot,
  senderLine,
  smallBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, ReceiptLetterView } from "./view.ts";

/** The receipt of one payment, mailed to whoever paid. */
export function writeReceiptLetter(view: ReceiptLetterView): Letter {
  const title = `Receipt ${view.receiptNumber} for invoice ${view.invoiceNumber}`;
  const word = view.stillDue === null ? "Paid in full" : "Partly paid";
  const thanks = thanksText(view);
  const rows = receiptRows(view);
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: thanks,
      content: markup`${badgeBlock(view.stillDue === null ? "paid" : "partlyPaid", word)}${figureBlock(
        `${view.business.name} received`,
        view.amount,
        view.paidAt,
      )}${view.receiptUrl !== null && buttonBlock(view, "View receipt", view.receiptUrl)}${textBlock(thanks)}${rowsBlock(
        view,
        rows,
      )}${
        view.receiptUrl !== null &&
        smallBlock("Button not working? Open this address:", view.receiptUrl)
      }`,
      foot: senderFoot(view),
    }),
    text: plainText(view, [
      title,
      thanks,
      plainRows(view, rows),
      view.receiptUrl !== null && `View receipt:\n${view.receiptUrl}`,
      `${senderLine(view.business)}\nReply to this email to reach us. We never ask for card details by email.`,
    ]),
  };
}

function thanksText(view: ReceiptLetterView): string {
  const { business, stillDue } = view;
  const sentences = [`Thank you! ${business.name} has received your payment of ${view.amount}.`];
  if (stillDue !== null) {
    const by = stillDue.dueOn === null ? "" : ` by ${stillDue.dueOn}`;
    sentences.push(`${stillDue.amount} is still due${by}.`);
  }
  if (view.overpaid !== null) {
    sentences.push(
      `You paid ${view.overpaid} more than was due. ${business.name} has been told and will return it or keep it as credit, as you prefer.`,
    );
  }
  return sentences.join(" ");
}

function receiptRows(view: ReceiptLetterView): LetterRow[] {
  return [
    { label: "Receipt", value: view.receiptNumber },
    { label: "Invoice", value: view.invoiceNumber },
    { label: "Paid", value: view.paidAt },
    ...(view.method === null ? [] : [{ label: "Method", value: view.method }]),
    { label: "Amount", value: view.amount, isSum: true },
  ];
}
