import { markup } from "#src/formats/markup.ts";
import { noticeWords } from "../notices/languages.ts";
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
import { plainButton, plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, PaymentNotificationView } from "./view.ts";

/**
 * Tells the seller, in the notice's language, about one payment: who, how much, through what, and where
 * it was booked.
 */
export function writePaymentNotification(view: PaymentNotificationView): Letter {
  const { frame, payment, actions } = noticeWords(view.lang);
  const { amount, customerName, invoiceNumber, paidAt } = view;
  const title = payment.paidFor(customerName, amount, invoiceNumber);
  const isPaid = view.stillDue === null;
  const word = isPaid ? payment.paidInFull : payment.partlyPaid;
  const remark = remarks(view);
  const rows = notificationRows(view);
  const reason = frame.whyYou(view.recipient, view.business.name);
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: `${word}. ${view.method ?? ""}`.trim(),
      content: markup`${badgeBlock(isPaid ? "paid" : "partlyPaid", word)}${figureBlock(
        payment.paid(customerName),
        amount,
        paidAt,
      )}${remark !== null && textBlock(remark)}${rowsBlock(view, rows)}${buttonBlock(view, actions.openPayment, view.paymentUrl)}`,
      foot: markup`${reason} ${footLink(frame.changeAddresses, view.settingsUrl)}`,
    }),
    text: plainText(view, [
      `${title}, ${paidAt}.`,
      remark,
      plainRows(view, rows),
      plainButton(view, actions.openPayment, view.paymentUrl),
      `${reason}\n${frame.changeAddresses}${frame.colon}${view.settingsUrl}`,
    ]),
  };
}

function remarks({ lang, recordedIn, overpaid }: PaymentNotificationView): string | null {
  const { payment } = noticeWords(lang);
  const found = [
    recordedIn === null ? payment.notRecorded : null,
    overpaid === null ? null : payment.overpaid(overpaid),
  ].filter((text) => text !== null);
  return found.length === 0 ? null : found.join("\n\n");
}

function notificationRows(view: PaymentNotificationView): LetterRow[] {
  const { labels, payment } = noticeWords(view.lang);
  return [
    { label: labels.invoice, value: view.invoiceNumber },
    ...optionalRow(labels.stillDue, view.stillDue),
    ...optionalRow(labels.method, view.method),
    { label: labels.connection, value: view.connectionName },
    ...optionalRow(payment.fee(view.processorName), view.fee),
    ...(view.net === null ? [] : [{ label: labels.youReceive, value: view.net, isSum: true }]),
    ...optionalRow(labels.recordedIn, view.recordedIn),
  ];
}

function optionalRow(label: string, value: string | null): LetterRow[] {
  return value === null ? [] : [{ label, value }];
}
