import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { getConnection, requireConnected } from "#src/connections/get-connection.ts";
import { findInvoiceNumbers } from "#src/payments/find-invoice-numbers.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Money } from "#src/values/money.ts";
import { compareConnection } from "./compare-connection.ts";
import { type Difference, DIFFERENCE_KINDS, explain, isRepairable } from "./difference.ts";
import { repairDifference } from "./repair-difference.ts";
import { listDifferences } from "./store.ts";

const amount = z.object({ amount: field.minorUnits, currency: z.string() }).nullable();

const DifferenceAnswer = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    paymentId: z.string().nullable(),
    invoiceId: z.string().nullable(),
    invoiceNumber: z.string().nullable(),
    processorPaymentId: z.string(),
    kind: z.enum(DIFFERENCE_KINDS),
    ours: amount,
    theirs: amount,
    explanation: z.string(),
    repairable: z.boolean(),
    foundAt: field.instant,
    closedAt: field.instant.nullable(),
    closedBy: z.enum(["itself", "repair"]).nullable(),
  })
  .openapi("Difference");

export const listDifferencesEndpoint = endpoint(
  {
    summary: "Where Stripe and the books differ, newest first",
    permission: "payments.read",
    query: z.strictObject({
      ...field.pageQuery,
      connectionId: field.id("con").optional(),
      state: z.enum(["open", "closed"], 'must be "open" or "closed"').optional(),
    }),
    answer: field.listOf(DifferenceAnswer),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    const filter = {
      connectionId: query.connectionId ?? null,
      isOpen: query.state === undefined ? null : query.state === "open",
    };
    return transact(runtime.db, actor.businessId, async (tx) => {
      const found = await listDifferences(tx, actor.businessId, page, filter);
      const { data, nextCursor } = field.toPage(found, page, (one) => one);
      return { data: await shapeAll(tx, actor.businessId, data), nextCursor };
    });
  },
);

export const repairDifferenceEndpoint = endpoint(
  {
    summary: "Record what Stripe holds, where looking again can mend the difference",
    permission: "payments.refund",
    answer: DifferenceAnswer,
  },
  async ({ runtime, actor, params }) => {
    const repaired = await repairDifference(runtime, actor, String(params["id"]));
    return transact(runtime.db, actor.businessId, async (tx) => {
      const [shaped] = await shapeAll(tx, actor.businessId, [repaired]);
      return shaped as z.input<typeof DifferenceAnswer>;
    });
  },
);

export const compareConnectionEndpoint = endpoint(
  {
    summary: "Compare Stripe with the books now; it happens daily by itself",
    permission: "connections.manage",
    answer: z
      .object({ comparedAt: field.instant.nullable(), open: z.int(), closed: z.int() })
      .openapi("Comparison"),
  },
  async ({ runtime, actor, params }) => {
    const { businessId } = actor;
    const connectionId = String(params["id"]);
    const find = () =>
      transact(runtime.db, businessId, (tx) => getConnection(tx, businessId, connectionId));
    requireConnected(await find());
    const compared = await compareConnection(runtime, { businessId, connectionId });
    return { ...compared, comparedAt: (await find()).comparedAt?.toISOString() ?? null };
  },
);

async function shapeAll(
  tx: BusinessTx,
  businessId: string,
  differences: readonly Difference[],
): Promise<z.input<typeof DifferenceAnswer>[]> {
  const paymentIds = differences.flatMap(({ paymentId }) => paymentId ?? []);
  const invoices = await findInvoiceNumbers(tx, businessId, paymentIds);
  return differences.map((one) => ({
    id: one.id,
    connectionId: one.connectionId,
    paymentId: one.paymentId,
    invoiceId: invoices.get(one.paymentId ?? "")?.id ?? null,
    invoiceNumber: invoices.get(one.paymentId ?? "")?.number ?? null,
    processorPaymentId: one.processorPaymentId,
    kind: one.kind,
    ours: shapeMoney(one.ours),
    theirs: shapeMoney(one.theirs),
    explanation: explain(one),
    repairable: one.closedAt === null && isRepairable(one),
    foundAt: one.foundAt.toISOString(),
    closedAt: one.closedAt?.toISOString() ?? null,
    closedBy: one.closedBy,
  }));
}

function shapeMoney(money: Money | null) {
  return money && { amount: Number(money.amountMinor), currency: money.currency };
}
