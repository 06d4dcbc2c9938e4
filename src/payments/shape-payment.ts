import { z } from "@hono/zod-openapi";
import { getInvoices } from "#src/invoices/get-invoice.ts";
import type { Invoice } from "#src/invoices/invoice.ts";
import { payUrlsOf } from "#src/invoices/links.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { DISPUTE_STATUSES, PAYOUT_STATUSES } from "#src/processors/processor.ts";
import type { Dispute } from "./dispute.ts";
import { listPayouts } from "./payout-store.ts";
import { listDisputes } from "./dispute-store.ts";
import { REFUND_STATUSES, type Refund } from "./refund.ts";
import { listRefunds } from "./refund-store.ts";
import { reopenable } from "./reopenable.ts";
import { isStanding, type Payment, PAYMENT_STATUSES, UNAPPLIED_REASONS } from "./payment.ts";

export const PaymentAnswer = z
  .object({
    id: z.string(),
    invoiceId: z.string(),
    invoiceNumber: z.string().nullable(),
    customerId: z.string(),
    customerName: z.string(),
    connectionId: z.string().nullable(),
    processor: z.enum(["stripe", "manual"]),
    mode: z.enum(["test", "live"]),
    status: z.enum(PAYMENT_STATUSES),
    amount: field.minorUnits,
    currency: z.string(),
    amountApplied: field.minorUnits,
    amountUnapplied: field.minorUnits,
    unappliedReason: z.enum(UNAPPLIED_REASONS).nullable(),
    amountRefunded: field.minorUnits,
    amountReopenable: field.minorUnits,
    fee: field.minorUnits.nullable(),
    net: field.minorUnits.nullable(),
    settlementCurrency: z.string().nullable(),
    exchangeRate: z.string().nullable(),
    payout: z
      .object({ id: z.string(), status: z.enum(PAYOUT_STATUSES), arrivesOn: z.string() })
      .nullable(),
    alertedAt: field.instant.nullable(),
    processorPaymentId: z.string().nullable(),
    createdAt: field.instant,
    collectedAt: field.instant.nullable(),
    clearedAt: field.instant.nullable(),
    reversedAt: field.instant.nullable(),
    recorded: z.boolean(),
    recordedOn: z.string().nullable(),
    method: z
      .object({ type: z.string(), brand: z.string().optional(), last4: z.string().optional() })
      .nullable(),
    failureCode: z.string().nullable(),
    failureMessage: z.string().nullable(),
    receiptNumber: z.string().nullable(),
    receiptUrl: z.string().nullable(),
    reference: z.string().nullable(),
    refunds: z.array(
      z.object({
        id: z.string(),
        amount: field.minorUnits,
        status: z.enum(REFUND_STATUSES),
        reopen: z.boolean(),
        processorRefundId: z.string().nullable(),
        failureMessage: z.string().nullable(),
        requestedAt: field.instant,
      }),
    ),
    dispute: z
      .object({
        id: z.string(),
        status: z.enum(DISPUTE_STATUSES),
        amount: field.minorUnits,
        reason: z.string(),
        evidenceDueBy: field.instant.nullable(),
        openedAt: field.instant,
      })
      .nullable(),
  })
  .openapi("Payment");

/** Payments as the API shows them, with their invoices' numbers; read in one transaction. */
export async function shapePayments(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  payments: readonly Payment[],
): Promise<z.input<typeof PaymentAnswer>[]> {
  const found = await getInvoices(
    tx,
    businessId,
    payments.map(({ invoiceId }) => invoiceId),
  );
  const invoices = new Map(found.map((invoice) => [invoice.id, invoice]));
  const pages = await payUrlsOf(runtime, tx, businessId, found);
  const ids = payments.map(({ id }) => id);
  const refundsOf = Map.groupBy(await listRefunds(tx, businessId, ids), (one) => one.paymentId);
  const payouts = await listPayouts(
    tx,
    businessId,
    payments.flatMap(({ payoutId }) => payoutId ?? []),
  );
  const disputesOf = Map.groupBy(await listDisputes(tx, businessId, ids), (one) => one.paymentId);
  return payments.map((payment) => {
    return shape(
      payment,
      invoices.get(payment.invoiceId),
      pages.get(payment.invoiceId),
      refundsOf.get(payment.id) ?? [],
      disputesOf.get(payment.id) ?? [],
      payouts,
    );
  });
}

function shape(
  payment: Payment,
  invoice: Invoice | undefined,
  page: string | undefined,
  refunds: readonly Refund[],
  disputes: readonly Dispute[],
  payouts: Payouts,
): z.input<typeof PaymentAnswer> {
  const { method } = payment;
  const dispute = disputes.at(-1) ?? null;
  const hasReceipt = payment.receiptNumber !== null && isStanding(payment) && page !== undefined;
  return {
    id: payment.id,
    invoiceId: payment.invoiceId,
    invoiceNumber: invoice?.number ?? null,
    customerId: payment.customerId,
    customerName: invoice?.buyer?.name ?? "",
    connectionId: payment.connectionId,
    processor: payment.processor,
    mode: payment.mode,
    status: payment.status,
    amount: Number(payment.amount.amountMinor),
    currency: payment.amount.currency,
    amountApplied: Number(payment.applied.amountMinor),
    amountUnapplied: Number(payment.unapplied.amountMinor),
    unappliedReason: payment.unappliedReason,
    amountRefunded: Number(payment.refunded.amountMinor),
    amountReopenable: Number(reopenable(payment, refunds, disputes).amount.amountMinor),
    fee: payment.fee && Number(payment.fee.amountMinor),
    net: payment.net && Number(payment.net.amountMinor),
    settlementCurrency: payment.settled?.currency ?? null,
    exchangeRate: payment.exchangeRate,
    payout: shapePayout(payment, payouts),
    alertedAt: payment.alertedAt?.toISOString() ?? null,
    processorPaymentId: payment.processorPaymentId,
    createdAt: payment.createdAt.toISOString(),
    collectedAt: payment.collectedAt?.toISOString() ?? null,
    clearedAt: payment.clearedAt?.toISOString() ?? null,
    reversedAt: payment.reversedAt?.toISOString() ?? null,
    recorded: payment.recordedOn !== null,
    recordedOn: payment.recordedOn,
    method: method && {
      type: method.type,
      ...(method.brand === null ? {} : { brand: method.brand }),
      ...(method.last4 === null ? {} : { last4: method.last4 }),
    },
    failureCode: payment.failureCode,
    failureMessage: payment.failureMessage,
    receiptNumber: payment.receiptNumber,
    receiptUrl: hasReceipt ? `${page}/receipt?payment=${payment.id}` : null,
    reference: payment.reference,
    refunds: refunds.map((refund) => ({
      id: refund.id,
      amount: Number(refund.amount.amountMinor),
      status: refund.status,
      reopen: refund.isReopening || refund.reopenedAt !== null,
      processorRefundId: refund.processorRefundId,
      failureMessage: refund.failureMessage,
      requestedAt: refund.requestedAt.toISOString(),
    })),
    dispute: dispute && {
      id: dispute.id,
      status: dispute.status,
      amount: Number(dispute.amount.amountMinor),
      reason: dispute.reason,
      evidenceDueBy: dispute.evidenceDueBy?.toISOString() ?? null,
      openedAt: dispute.openedAt.toISOString(),
    },
  };
}

type Payouts = Awaited<ReturnType<typeof listPayouts>>;

function shapePayout({ payoutId }: Payment, payouts: Payouts) {
  const payout = payouts.get(payoutId ?? "");
  if (!payout) return null;
  const status = PAYOUT_STATUSES.find((one) => one === payout.status) ?? "pending";
  return { id: payout.id, status, arrivesOn: payout.arrives_on };
}
