import { z } from "@hono/zod-openapi";
import { type ApiCall, endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { allocatePayment } from "./allocate-payment.ts";
import { getPayment } from "./get-payment.ts";
import { PAYMENT_STATUSES } from "./payment.ts";
import { recordCollected } from "./record-collected.ts";
import { refundPayment } from "./refund-payment.ts";
import { reopenPayment } from "./reopen-payment.ts";
import { reversePayment } from "./reverse-payment.ts";
import { MANUAL_METHODS, recordPaymentByHand } from "./record-payment.ts";
import { PaymentAnswer, shapePayments } from "./shape-payment.ts";
import { listPayments } from "./store.ts";

export const listPaymentsEndpoint = endpoint(
  {
    summary: "Payments and attempts, newest first",
    permission: "payments.read",
    query: z.strictObject({
      ...field.pageQuery,
      status: z.enum(PAYMENT_STATUSES).optional(),
      invoiceId: field.id("inv").optional(),
      customerId: field.id("cus").optional(),
      recorded: z.enum(["true", "false"], 'must be "true" or "false"').optional(),
      unapplied: z.literal("true", 'must be "true"').optional(),
      disputed: z.literal("true", 'must be "true"').optional(),
    }),
    answer: field.listOf(PaymentAnswer),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    const filter = {
      status: query.status ?? null,
      invoiceId: query.invoiceId ?? null,
      customerId: query.customerId ?? null,
      isRecorded: query.recorded === undefined ? null : query.recorded === "true",
      isUnapplied: query.unapplied === "true",
      isDisputed: query.disputed === "true",
    };
    return transact(runtime.db, actor.businessId, async (tx) => {
      const found = await listPayments(tx, actor.businessId, page, filter);
      const { data, nextCursor } = field.toPage(found, page, (payment) => payment);
      return { data: await shapePayments(runtime, tx, actor.businessId, data), nextCursor };
    });
  },
);

export const getPaymentEndpoint = endpoint(
  { summary: "One payment", permission: "payments.read", answer: PaymentAnswer },
  async (call) => show(call, String(call.params["id"])),
);

export const recordPaymentEndpoint = endpoint(
  {
    summary: "Record a payment that came by cash, transfer or cheque",
    permission: "payments.record",
    body: z.strictObject({
      amount: field.amount(),
      paidOn: field.day(),
      method: z.enum(MANUAL_METHODS, `must be one of ${MANUAL_METHODS.join(", ")}`),
      depositAccountId: field.id("acc").optional(),
      reference: field.line(100).optional(),
      allowCredit: z.boolean().optional(),
    }),
    answer: PaymentAnswer,
    status: 201,
  },
  async (call) => {
    const { runtime, actor, body, params } = call;
    const payment = await recordPaymentByHand(runtime, actor, String(params["id"]), {
      amountMinor: BigInt(body.amount),
      paidOn: body.paidOn,
      method: body.method,
      depositAccountId: body.depositAccountId ?? null,
      reference: body.reference ?? null,
      isCreditAllowed: body.allowCredit ?? false,
      attempt: call.attempt,
    });
    return show(call, payment.id);
  },
);

export const recordCollectedEndpoint = endpoint(
  {
    summary: "Book a collected payment that a closed period kept out, once, on an open day",
    permission: "books.change",
    body: z.strictObject({ on: field.day() }),
    answer: PaymentAnswer,
  },
  async (call) => {
    const id = String(call.params["id"]);
    await recordCollected(call.runtime, call.actor, id, call.body.on, call.attempt);
    return show(call, id);
  },
);

export const refundPaymentEndpoint = endpoint(
  {
    summary: "Give money back, in full or part; by default the customer owes nothing again",
    permission: "payments.refund",
    body: z
      .strictObject({
        amount: field.amount().optional(),
        reason: z
          .enum(
            ["duplicate", "fraudulent", "requested_by_customer"],
            "must be duplicate, fraudulent or requested_by_customer",
          )
          .optional(),
        reopen: z.boolean().optional(),
      })
      .optional(),
    answer: PaymentAnswer,
    status: 201,
  },
  async (call) => {
    const { runtime, actor, body } = call;
    const id = String(call.params["id"]);
    await refundPayment(runtime, actor, id, {
      amountMinor: body?.amount === undefined ? null : BigInt(body.amount),
      reason: body?.reason ?? null,
      isReopening: body?.reopen ?? false,
      attempt: call.attempt,
    });
    return show(call, id);
  },
);

export const reopenPaymentEndpoint = endpoint(
  {
    summary: "Make due again what a refund settled by a credit, or what a lost dispute took",
    permission: "payments.refund",
    answer: PaymentAnswer,
  },
  async (call) => {
    const id = String(call.params["id"]);
    await reopenPayment(call.runtime, call.actor, id, call.attempt);
    return show(call, id);
  },
);

export const reversePaymentEndpoint = endpoint(
  {
    summary: "Take back a payment that was recorded by hand: what it paid is due again",
    permission: "payments.record",
    body: z.strictObject({ on: field.day().optional() }).optional(),
    answer: PaymentAnswer,
  },
  async (call) => {
    const id = String(call.params["id"]);
    await reversePayment(call.runtime, call.actor, id, call.body?.on ?? null, call.attempt);
    return show(call, id);
  },
);

export const allocatePaymentEndpoint = endpoint(
  {
    summary: "Let unapplied money count against another open invoice of the same customer",
    permission: "payments.record",
    body: z.strictObject({ invoiceId: field.id("inv"), amount: field.amount() }),
    answer: PaymentAnswer,
    status: 201,
  },
  async (call) => {
    const id = String(call.params["id"]);
    const { invoiceId, amount } = call.body;
    await allocatePayment(call.runtime, call.actor, id, {
      invoiceId,
      amountMinor: BigInt(amount),
      attempt: call.attempt,
    });
    return show(call, id);
  },
);

async function show({ runtime, actor }: ApiCall, id: string) {
  return transact(runtime.db, actor.businessId, async (tx) => {
    const payment = await getPayment(tx, actor.businessId, id);
    const [shaped] = await shapePayments(runtime, tx, actor.businessId, [payment]);
    return shaped as NonNullable<typeof shaped>;
  });
}
