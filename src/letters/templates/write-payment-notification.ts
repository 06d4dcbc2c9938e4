import { markup } from "#src/formats/markup.ts";
import {
  badgeBlock,
  buttonBlock,
  figureBlock,
  footLink,
  layOutLetter,
  type LetterRow,
  rowsBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, PaymentNotificationView } from "./view.ts";

/** Tells the seller about one payment: who, how much, through what, and where it was booked. */
export function writePaymentNotification(view: PaymentNotificationView): Letter {
  const title = `${view.customerName} paid ${view.amount} for invoice ${view.invoiceNumber}`;
  const word = view.stillDue === null ? "Paid in full" : "Partly paid";
  const remark = remarks(view);
  const rows = notificationRows(view);
  const reason = `You get this because ${view.recipient} is on the payment notification list of ${view.business.name}.`;
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: `${word}. ${view.method ?? ""}`.trim(),
      content: markup`${badgeBlock(view.stillDue === null ? "paid" : "partlyPaid", word)}${figureBlock(
        `${view.customerName} paid`,
        view.amount,
        view.paidAt,
      )}${remark !== null && textBlock(remark)}${rowsBlock(view, rows)}${buttonBlock(view, "Open payment", view.paymentUrl)}`,
      foot: markup`${reason} ${footLink("Change who is notified", view.settingsUrl)}`,
    }),
    text: plainText(view, [
      `${title}, ${view.paidAt}.`,
      remark,
      plainRows(rows),
      `Open payment:\n${view.paymentUrl}`,
      `${reason}\nChange who is notified: ${view.settingsUrl}`,
    ]),
  };
}

function remarks(view: PaymentNotificationView): string | null {
  const found = [
    view.recordedIn === null
      ? "Your books are closed for this day, so the payment is collected but not recorded yet. Open it to record it on another day."
      : null,
    view.overpaid === null
      ? null
      : `${view.overpaid} of it is more than was due. You can refund it, apply it to another invoice or keep it as credit.`,
  ].filter((text) => text !== null);
  return found.length === 0 ? null : found.join("\n\n");
}

function notificationRows(view: PaymentNotificationView): LetterRow[] {
  return [
    { label: "Invoice", value: view.invoiceNumber },
    ...optionalRow("Still due", view.stillDue),
    ...optionalRow("Method", view.method),
    { label: "Connection", value: view.connectionName },
    ...optionalRow(`${view.processorName} fee`, view.fee),
    ...(view.net === null ? [] : [{ label: "You receive", value: view.net, isSum: true }]),
    ...optionalRow("Recorded in", view.recordedIn),
  ];
}

function optionalRow(label: string, value: string | null): LetterRow[] {
  return value === null ? [] : [{ label, value }];
}
