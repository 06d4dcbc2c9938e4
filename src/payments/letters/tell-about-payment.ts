import { type Business, notificationAddresses } from "#src/businesses/business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { amountDue, type Invoice } from "#src/invoices/invoice.ts";
import { findAccountName } from "#src/ledger/find-account-name.ts";
import { payUrlOf } from "#src/invoices/links.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writePaymentNotification } from "#src/letters/templates/write-payment-notification.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import { writeReceiptLetter } from "#src/letters/templates/write-receipt-letter.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Collected } from "#src/processors/processor.ts";
import { negate } from "#src/values/money.ts";
import { formatInstant, formatLongDay, formatMoney } from "#src/values/wording.ts";
import { connectionOf } from "../ask-for-session.ts";
import { describeMethod, type Payment } from "../payment.ts";
import { problemOf } from "./unapplied-words.ts";

interface Told {
  readonly business: Business;
  readonly invoice: Invoice;
  readonly payment: Payment;
  readonly collected: Collected;
}

/**
 * One receipt to the payer unless the business switched them off [R34], one notification to each
 * address of the business, and a notice when the money could not be used, or not be booked. Each is
 * queued once per payment, whoever comes first (I17).
 */
export async function tellAboutPayment(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  payment: Payment,
  collected: Collected,
): Promise<void> {
  const told = { business, invoice, payment, collected };
  await sendReceipt(runtime, tx, told);
  await sendNotifications(runtime, tx, told);
  if (payment.unappliedReason !== null) await sendProblem(runtime, tx, told);
  if (payment.recordedOn === null) await sendNotRecorded(runtime, tx, told);
}

async function sendReceipt(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  if (!business.isMailingReceipts) return;
  const customer = await getCustomer(tx, business.id, invoice.customerId);
  const to = collected.payerEmail ?? invoice.buyer?.email ?? customer.email;
  if (to === null) return;
  const locale = customer.locale ?? business.locale;
  const due = amountDue(invoice);
  const page = await payUrlOf(runtime, tx, invoice);
  await queueLetter(runtime, tx, business.id, {
    kind: "receipt",
    cause: payment.id,
    movedAt: collected.at,
    invoiceId: invoice.id,
    to: [to],
    letter: writeReceiptLetter({
      ...letterFrame(business, payment.mode),
      receiptNumber: payment.receiptNumber ?? "",
      amount: formatMoney(payment.amount, locale),
      paidAt: formatInstant(collected.at, business.timezone, locale),
      invoiceNumber: invoice.number ?? "",
      method: describeMethod(payment),
      stillDue:
        due.amountMinor === 0n
          ? null
          : {
              amount: formatMoney(due, locale),
              dueOn: invoice.dueOn && formatLongDay(invoice.dueOn, locale),
            },
      overpaid: payment.unapplied.amountMinor > 0n ? formatMoney(payment.unapplied, locale) : null,
      receiptUrl: page === null ? null : `${page}/receipt?payment=${payment.id}`,
    }),
  });
}

async function sendNotifications(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  const { locale } = business;
  const connection = await getConnection(tx, business.id, connectionOf(payment));
  const due = amountDue(invoice);
  const settlement = collected.settlement;
  const recordedIn =
    payment.recordedOn === null
      ? null
      : await findAccountName(tx, business.id, connection.depositAccountId);
  for (const recipient of notificationAddresses(business)) {
    await queueLetter(runtime, tx, business.id, {
      kind: "payment_notification",
      cause: `${payment.id}:${recipient}`,
      movedAt: collected.at,
      invoiceId: invoice.id,
      to: [recipient],
      letter: writePaymentNotification({
        ...letterFrame(business, payment.mode),
        recipient,
        customerName: invoice.buyer?.name ?? "",
        amount: formatMoney(payment.amount, locale),
        paidAt: formatInstant(collected.at, business.timezone, locale),
        invoiceNumber: invoice.number ?? "",
        stillDue: due.amountMinor === 0n ? null : formatMoney(due, locale),
        overpaid:
          payment.unapplied.amountMinor > 0n ? formatMoney(payment.unapplied, locale) : null,
        method: describeMethod(payment),
        connectionName: connection.name,
        processorName: "Stripe",
        fee: settlement && formatMoney(negate(settlement.fee), locale),
        net: settlement && formatMoney(settlement.net, locale),
        recordedIn,
        paymentUrl: `${runtime.config.publicUrl}/payments?payment=${payment.id}`,
        settingsUrl: `${runtime.config.publicUrl}/settings/business`,
      }),
    });
  }
}

async function sendProblem(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  const { locale } = business;
  const words = problemOf(payment, invoice);
  await tellProblem(runtime, tx, business, {
    cause: `${payment.id}:unapplied`,
    mode: payment.mode,
    invoiceId: invoice.id,
    ...words,
    since: collected.at,
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Received", amount: formatMoney(payment.amount, locale) },
      { label: "Kept as credit", amount: formatMoney(payment.unapplied, locale) },
    ],
    action: openPayment(runtime, payment),
  });
}

/** The money is there and the invoice paid, but the day is closed in the books (law 7). */
async function sendNotRecorded(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  const { locale, booksLockedThrough } = business;
  const through =
    booksLockedThrough === null ? "" : ` through ${formatLongDay(booksLockedThrough, locale)}`;
  await tellProblem(runtime, tx, business, {
    cause: `${payment.id}:not_recorded`,
    mode: payment.mode,
    invoiceId: invoice.id,
    headline: `A payment of invoice ${invoice.number} is not in your books yet`,
    explanation: `The money was collected, and the customer sees the invoice as paid. Your books are closed${through}, so nothing could be booked on the day it came.\n\nOpen the payment and choose the day to record it on.`,
    since: collected.at,
    facts: [
      { label: "Invoice", amount: invoice.number ?? "" },
      { label: "Received", amount: formatMoney(payment.amount, locale) },
    ],
    action: openPayment(runtime, payment),
  });
}

function openPayment({ config }: Runtime, { id }: Payment): { label: string; url: string } {
  return { label: "Open the payment", url: `${config.publicUrl}/payments?payment=${id}` };
}
