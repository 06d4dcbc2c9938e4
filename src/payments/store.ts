import { type Insertable, sql, type Updateable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { PaymentsRow, WebhookEventsRow } from "#src/platform/tables.ts";
import { must } from "#src/values/assert.ts";
import { type Payment, paymentFromRow } from "./payment.ts";

export async function insertPayment(tx: BusinessTx, row: Insertable<PaymentsRow>): Promise<void> {
  await tx.insertInto("payments").values(row).execute();
}

/** Answers whether it was new; a declined charge is written down once. */
export async function insertAttempt(
  tx: BusinessTx,
  row: Insertable<PaymentsRow>,
): Promise<boolean> {
  const result = await tx
    .insertInto("payments")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["business_id", "connection_id", "processor_charge_id"]).doNothing(),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Answers the payment as it is from now on. */
export async function updatePayment(
  tx: BusinessTx,
  businessId: string,
  id: string,
  changes: Updateable<PaymentsRow>,
): Promise<Payment> {
  const row = await tx
    .updateTable("payments")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return paymentFromRow(must(row, "payments are never deleted"));
}

export async function findPayment(
  tx: BusinessTx,
  businessId: string,
  id: string,
  lock: "lock" | "read",
): Promise<Payment | null> {
  let query = tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id);
  if (lock === "lock") query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row ? paymentFromRow(row) : null;
}

export async function findPayments(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Payment[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "in", ids)
    .execute();
  return rows.map(paymentFromRow);
}

/** All payments of an invoice, oldest first. */
export async function listInvoicePayments(
  tx: BusinessTx,
  businessId: string,
  invoiceId: string,
): Promise<Payment[]> {
  const rows = await tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("invoice_id", "=", invoiceId)
    .orderBy("id")
    .execute();
  return rows.map(paymentFromRow);
}

/** Payments of a connection, oldest first. */
function ofConnection(tx: BusinessTx, businessId: string, connectionId: string) {
  return tx
    .selectFrom("payments")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .orderBy("id");
}

/** Payments of a connection with test money that still counts somewhere, or may. */
export async function listTestPayments(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Payment[]> {
  const rows = await ofConnection(tx, businessId, connectionId)
    .selectAll()
    .where("mode", "=", "test")
    .where("status", "in", ["started", "processing", "unknown", "succeeded"])
    .where("cleared_at", "is", null)
    .execute();
  return rows.map(paymentFromRow);
}

/** Payments of a connection that were submitted and have no result yet. */
export async function listUnderWay(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Payment[]> {
  const rows = await ofConnection(tx, businessId, connectionId)
    .selectAll()
    .where("status", "=", "processing")
    .execute();
  return rows.map(paymentFromRow);
}

/**
 * Collected payments of a connection that still count, since an instant or named by the processor,
 * oldest first.
 */
export async function listCollectedPayments(
  tx: BusinessTx,
  where: { businessId: string; connectionId: string; mode: Payment["mode"] },
  since: Date,
  processorPaymentIds: readonly string[],
): Promise<Payment[]> {
  const rows = await ofConnection(tx, where.businessId, where.connectionId)
    .selectAll()
    .where("status", "=", "succeeded")
    .where("mode", "=", where.mode)
    .where("cleared_at", "is", null)
    .where("processor_payment_id", "is not", null)
    .where((eb) =>
      eb.or([
        eb("collected_at", ">=", since),
        // one parameter, however many there are
        sql<boolean>`processor_payment_id = any (${[...processorPaymentIds]}::text[])`,
      ]),
    )
    .execute();
  return rows.map(paymentFromRow);
}

/** Those of the processor's payments that count at another connection, or no more. */
export async function listNotOfConnection(
  tx: BusinessTx,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  processorPaymentIds: readonly string[],
): Promise<string[]> {
  const rows = await tx
    .selectFrom("payments")
    .select("processor_payment_id")
    .where("business_id", "=", businessId)
    .where(sql<boolean>`processor_payment_id = any (${[...processorPaymentIds]}::text[])`)
    .where((eb) =>
      eb.or([eb("connection_id", "<>", connectionId), eb("cleared_at", "is not", null)]),
    )
    .execute();
  return rows.flatMap((row) => row.processor_payment_id ?? []);
}

/** Notes the payout that brings payments to the bank. */
export async function setPayout(
  tx: BusinessTx,
  { businessId, connectionId }: { businessId: string; connectionId: string },
  payoutId: string,
  processorPaymentIds: readonly string[],
): Promise<void> {
  if (processorPaymentIds.length === 0) return;
  await tx
    .updateTable("payments")
    .set({ payout_id: payoutId })
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("processor_payment_id", "in", [...processorPaymentIds])
    .execute();
}

export interface ProcessorIds {
  readonly sessionId: string | null;
  readonly processorPaymentId: string | null;
  /** From our own tags on the processor's object. */
  readonly paymentId: string | null;
}

/** The payment of a connection that a processor's object belongs to; `null` when it is not ours. */
export async function findPaymentIdBy(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  ids: ProcessorIds,
): Promise<string | null> {
  const row = await tx
    .selectFrom("payments")
    .select("id")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("attempt_of", "is", null)
    .where((eb) =>
      eb.or([
        eb("session_id", "=", ids.sessionId),
        eb("processor_payment_id", "=", ids.processorPaymentId),
        eb("id", "=", ids.paymentId),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Whether the processor's payment already belongs to another of our payments. */
export async function isClaimedByOther(
  tx: BusinessTx,
  payment: Payment,
  processorPaymentId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom("payments")
    .select("id")
    .where("business_id", "=", payment.businessId)
    .where("connection_id", "=", payment.connectionId)
    .where("processor_payment_id", "=", processorPaymentId)
    .where("id", "<>", payment.id)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Payments that asking again can move on: answers that were lost, submitted ones without a result,
 * and pages whose time is over.
 */
export async function listUnfinished(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  now: Date,
): Promise<string[]> {
  const rows = await ofConnection(tx, businessId, connectionId)
    .select("id")
    .where("attempt_of", "is", null)
    .where("status", "in", ["started", "processing", "unknown"])
    .where((eb) =>
      eb.or([
        eb("status", "in", ["processing", "unknown"]),
        eb("session_state", "=", "opening"),
        eb("session_expires_at", "<", now),
      ]),
    )
    .limit(500)
    .execute();
  return rows.map(({ id }) => id);
}

export interface PaymentFilter {
  readonly status: string | null;
  readonly invoiceId: string | null;
  readonly customerId: string | null;
  readonly isRecorded: boolean | null;
  /** Only payments with money that no invoice uses. */
  readonly isUnapplied: boolean;
  /** Only payments that a bank disputes or disputed. */
  readonly isDisputed: boolean;
}

export async function listPayments(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  filter: PaymentFilter,
): Promise<Payment[]> {
  let query = tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (filter.status !== null) query = query.where("status", "=", filter.status);
  if (filter.invoiceId !== null) query = query.where("invoice_id", "=", filter.invoiceId);
  if (filter.customerId !== null) query = query.where("customer_id", "=", filter.customerId);
  if (filter.isRecorded !== null) {
    query = query.where("recorded_on", filter.isRecorded ? "is not" : "is", null);
    if (!filter.isRecorded) query = query.where("status", "=", "succeeded");
  }
  if (filter.isUnapplied) query = query.where("unapplied_minor", ">", 0n);
  if (filter.isDisputed) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("disputes")
          .select("disputes.id")
          .whereRef("disputes.business_id", "=", "payments.business_id")
          .whereRef("disputes.payment_id", "=", "payments.id"),
      ),
    );
  }
  return (await query.execute()).map(paymentFromRow);
}

/** Whether the sweep found an event in this time that no delivery has brought yet. */
export async function hasUndelivered(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  { from, to }: { from: Date; to: Date },
): Promise<boolean> {
  const row = await tx
    .selectFrom("webhook_events")
    .select("event_id")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("delivered_at", "is", null)
    .where("received_at", ">=", from)
    .where("received_at", "<", to)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes an event down once; one that the sweep had found is delivered now. */
export async function insertEvent(
  tx: BusinessTx,
  row: Insertable<WebhookEventsRow>,
): Promise<void> {
  await tx
    .insertInto("webhook_events")
    .values(row)
    .onConflict((conflict) =>
      row.delivered_at
        ? conflict
            .columns(["business_id", "connection_id", "event_id"])
            .doUpdateSet({ delivered_at: row.delivered_at })
        : conflict.doNothing(),
    )
    .execute();
}

/** Those of the events that were stored with the payment they are about. */
export async function listEventsDealtWith(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  eventIds: readonly string[],
): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom("webhook_events")
    .select("event_id")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("payment_id", "is not", null)
    .where("event_id", "in", [...eventIds])
    .execute();
  return new Set(rows.map((row) => row.event_id));
}
