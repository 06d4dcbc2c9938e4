import { type Business, notificationAddresses } from "#src/businesses/business.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { amountDue, type Invoice } from "#src/invoices/invoice.ts";
import { findAccountName } from "#src/ledger/find-account-name.ts";
import { payUrlOf } from "#src/invoices/links.ts";
import { letterFrame, noticeFrame } from "#src/letters/letter-frame.ts";
import { noticeWords } from "#src/letters/notices/languages.ts";
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
        ...noticeFrame(business, payment.mode),
        recipient,
        customerName: invoice.buyer?.name ?? "",
        amount: formatMoney(payment.amount, locale),
        paidAt: formatInstant(collected.at, business.timezone, locale),
        invoiceNumber: invoice.number ?? "",
        stillDue: due.amountMinor === 0n ? null : formatMoney(due, locale),
        overpaid:
          payment.unapplied.amountMinor > 0n ? formatMoney(payment.unapplied, locale) : null,
        method: describeMethod(payment, noticeWords(locale).methods),
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

/** The money came, and the invoice could not use it, or not all of it. */
async function sendProblem(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  const { locale } = business;
  const number = invoice.number ?? "";
  await tellProblem(runtime, tx, business, {
    cause: `${payment.id}:unapplied`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind: problemOf(payment),
    facts: { number },
    since: collected.at,
    rows: [
      { label: "invoice", value: number },
      { label: "received", value: formatMoney(payment.amount, locale) },
      { label: "keptAsCredit", value: formatMoney(payment.unapplied, locale) },
    ],
    action: openPayment(runtime, payment),
  });
}

function problemOf({ unappliedReason }: Payment) {
  switch (unappliedReason) {
    case "already_paid":
      return "paid_twice";
    case "invoice_void":
      return "void_paid";
    case "overpaid":
      return "overpaid";
    case "amount_differs":
    case "currency_differs":
    case null:
      return "not_as_asked";
  }
}

/** The money is there and the invoice paid, but the day is closed in the books (law 7). */
async function sendNotRecorded(runtime: Runtime, tx: BusinessTx, told: Told): Promise<void> {
  const { business, invoice, payment, collected } = told;
  const { locale, booksLockedThrough } = business;
  const number = invoice.number ?? "";
  await tellProblem(runtime, tx, business, {
    cause: `${payment.id}:not_recorded`,
    mode: payment.mode,
    invoiceId: invoice.id,
    kind: "not_recorded",
    facts: {
      number,
      closedThrough: booksLockedThrough && formatLongDay(booksLockedThrough, locale),
    },
    since: collected.at,
    rows: [
      { label: "invoice", value: number },
      { label: "received", value: formatMoney(payment.amount, locale) },
    ],
    action: openPayment(runtime, payment),
  });
}

function openPayment({ config }: Runtime, { id }: Payment) {
  return { label: "openPayment", url: `${config.publicUrl}/payments?payment=${id}` } as const;
}
