import type { Business } from "#src/businesses/business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { amountDue, type Invoice } from "#src/invoices/invoice.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeRefundLetter } from "#src/letters/templates/write-refund-letter.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatInstant, formatMoney } from "#src/values/wording.ts";
import { describeMethod, type Payment } from "../payment.ts";
import type { Refund } from "../refund.ts";

/** One letter to the customer for each refund: how much, of which payment, when to expect it. */
export async function tellAboutRefund(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  invoice: Invoice,
  payment: Payment,
  refund: Refund,
): Promise<void> {
  const customer = await getCustomer(tx, business.id, invoice.customerId);
  const to = invoice.buyer?.email ?? customer.email;
  if (to === null) return;
  const locale = customer.locale ?? business.locale;
  const due = amountDue(invoice);
  await queueLetter(runtime, tx, business.id, {
    kind: "refund",
    cause: refund.id,
    movedAt: refund.requestedAt,
    invoiceId: invoice.id,
    to: [to],
    letter: writeRefundLetter({
      ...letterFrame(business, payment.mode),
      amount: formatMoney(refund.amount, locale),
      invoiceNumber: invoice.number ?? "",
      receiptNumber: payment.receiptNumber ?? "",
      refundedAt: formatInstant(refund.requestedAt, business.timezone, locale),
      method: describeMethod(payment),
      stillDue: due.amountMinor === 0n ? null : formatMoney(due, locale),
    }),
  });
}
