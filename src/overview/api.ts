import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Money } from "#src/values/money.ts";
import { ATTENTION, summarizeBusiness } from "./summarize-business.ts";
import { searchEverything } from "./store.ts";

const amount = { amount: field.minorUnits, currency: z.string() };

const SummaryAnswer = z
  .object({
    outstanding: z.array(z.object({ ...amount, invoices: z.number().int() })),
    overdue: z.array(z.object({ ...amount, invoices: z.number().int(), oldestDueOn: field.day() })),
    received: z.array(z.object({ month: z.string(), ...amount })),
    attention: z.array(
      z.object({
        kind: z.enum(ATTENTION),
        count: z.number().int(),
        amounts: z.array(z.object(amount)),
        until: field.instant.nullable(),
        connection: z.object({ id: z.string(), name: z.string(), reason: z.string() }).nullable(),
      }),
    ),
  })
  .openapi("Summary");

export const summaryEndpoint = endpoint(
  {
    summary:
      "How the business stands in real money: owed, overdue, received in each of twelve months, and what waits for a person",
    permission: "payments.read",
    answer: SummaryAnswer,
  },
  async ({ runtime, actor }) =>
    transact(runtime.db, actor.businessId, async (tx) => {
      const business = await getBusiness(tx, actor.businessId);
      const summary = await summarizeBusiness(runtime, tx, actor, business);
      return {
        outstanding: summary.outstanding.map(({ amount: owed, invoices }) => ({
          ...shape(owed),
          invoices,
        })),
        overdue: summary.overdue.map(({ amount: owed, ...rest }) => ({ ...shape(owed), ...rest })),
        received: summary.received.map(({ month, amount: got }) => ({ month, ...shape(got) })),
        attention: summary.attention.map((one) => ({
          ...one,
          amounts: one.amounts.map(shape),
          until: one.until?.toISOString() ?? null,
        })),
      };
    }),
);

const Hit = z
  .object({
    type: z.enum(["invoice", "customer", "payment"]),
    id: z.string(),
    /** The invoice to open for it; `null` for a customer. */
    invoiceId: z.string().nullable(),
    /** Its number or name; empty for a draft. */
    title: z.string(),
    detail: z.string().nullable(),
  })
  .openapi("SearchHit");

const MOST_OF_EACH = 20;
const USUAL_OF_EACH = 6;

export const searchEndpoint = endpoint(
  {
    summary:
      "Invoices by number or customer, customers by name or email, payments by receipt number, reference or the processor's id; nothing for nothing",
    permission: "invoices.read",
    query: z.strictObject({
      q: field.search(100).optional(),
      limit: z
        .string()
        .regex(/^([1-9]|1\d|20)$/, `must be a whole number from 1 to ${MOST_OF_EACH}`)
        .optional(),
    }),
    answer: z.object({ data: z.array(Hit) }),
  },
  async ({ runtime, actor, query }) =>
    transact(runtime.db, actor.businessId, async (tx) => {
      const limit = Number(query.limit ?? USUAL_OF_EACH);
      const hits = query.q ? await searchEverything(tx, actor.businessId, query.q, limit) : [];
      return {
        data: hits.map(({ invoice_id: invoiceId, ...hit }) => ({ ...hit, invoiceId })),
      };
    }),
);

function shape({ amountMinor, currency }: Money) {
  return { amount: Number(amountMinor), currency };
}
