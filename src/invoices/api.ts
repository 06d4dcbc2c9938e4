import { z } from "@hono/zod-openapi";
import { type ApiCall, endpoint } from "#src/access/endpoint.ts";
import { todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { must } from "#src/values/assert.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { changeInvoice, duplicateInvoice } from "./change-invoice.ts";
import { InvoiceChanges, NewInvoice } from "./draft-schemas.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { getInvoice, requireFinal } from "./get-invoice.ts";
import { addHistory, listHistory } from "./history.ts";
import type { Invoice } from "./invoice.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { makePayLink } from "./links.ts";
import { createDraft, deleteDraft } from "./save-draft.ts";
import { InvoiceAnswer, shapeInvoices } from "./shape-invoice.ts";
import { listInvoices } from "./store.ts";
import { voidInvoice } from "./void-invoice.ts";

export const createInvoiceEndpoint = endpoint(
  {
    summary: "Make a draft; totals are computed here and never taken from the request",
    permission: "invoices.change",
    body: NewInvoice,
    answer: InvoiceAnswer,
    status: 201,
  },
  async (call) => show(call, await createDraft(call.runtime, call.actor, call.body)),
);

export const listInvoicesEndpoint = endpoint(
  {
    summary: "Invoices, newest first",
    permission: "invoices.read",
    query: z.strictObject({
      ...field.pageQuery,
      status: z
        .enum(["draft", "scheduled", "open", "overdue", "partially_paid", "paid", "void"])
        .optional(),
      customerId: field.id("cus").optional(),
      q: field.search(100).optional(),
    }),
    answer: field.listOf(InvoiceAnswer),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    return transact(runtime.db, actor.businessId, async (tx) => {
      const business = await getBusiness(tx, actor.businessId);
      const invoices = await listInvoices(tx, actor.businessId, page, {
        status: query.status ?? null,
        customerId: query.customerId ?? null,
        search: query.q || null,
        today: todayOf(business, runtime.now()),
      });
      const { data, nextCursor } = field.toPage(invoices, page, (invoice) => invoice);
      return { data: await shapeInvoices(runtime, tx, actor.businessId, data), nextCursor };
    });
  },
);

export const getInvoiceEndpoint = endpoint(
  { summary: "One invoice", permission: "invoices.read", answer: InvoiceAnswer },
  async (call) => show(call),
);

export const changeInvoiceEndpoint = endpoint(
  {
    summary: "Change a draft; of a final invoice only its online page and who takes its payments",
    permission: "invoices.change",
    body: InvoiceChanges,
    answer: InvoiceAnswer,
  },
  async (call) => {
    await changeInvoice(call.runtime, call.actor, idOf(call), call.body);
    return show(call);
  },
);

export const deleteInvoiceEndpoint = endpoint(
  { summary: "Delete a draft", permission: "invoices.change", answer: z.null(), status: 204 },
  async (call) => {
    await deleteDraft(call.runtime, call.actor, idOf(call));
    return null;
  },
);

export const finalizeInvoiceEndpoint = endpoint(
  {
    summary: "Make a draft final: it gets the next number and is booked",
    permission: "invoices.change",
    body: z.strictObject({ number: field.code(40).optional() }).optional(),
    answer: InvoiceAnswer,
  },
  async (call) => {
    const { runtime, actor, body } = call;
    await transact(runtime.db, actor.businessId, (tx) =>
      finalizeInvoice(runtime, tx, actor, idOf(call), { ownNumber: body?.number ?? null }),
    );
    return show(call);
  },
);

export const voidInvoiceEndpoint = endpoint(
  {
    summary: "Cancel a final invoice; its number stays",
    permission: "invoices.change",
    answer: InvoiceAnswer,
  },
  async (call) => {
    await voidInvoice(call.runtime, call.actor, idOf(call));
    return show(call);
  },
);

export const duplicateInvoiceEndpoint = endpoint(
  {
    summary: "A new draft with the same lines",
    permission: "invoices.change",
    answer: InvoiceAnswer,
    status: 201,
  },
  async (call) => show(call, await duplicateInvoice(call.runtime, call.actor, idOf(call))),
);

export const createPayLinkEndpoint = endpoint(
  {
    summary: "A new pay link for a final invoice; earlier ones keep working",
    permission: "invoices.change",
    answer: z.object({ id: z.string(), url: z.string() }).openapi("PayLink"),
    status: 201,
  },
  async (call) => {
    const { runtime, actor } = call;
    return transact(runtime.db, actor.businessId, async (tx) => {
      const invoice = await getInvoice(tx, actor.businessId, idOf(call));
      requireFinal(invoice);
      await addHistory(runtime, tx, invoice, "link_made", {}, actor.name);
      return makePayLink(runtime, tx, invoice);
    });
  },
);

export const invoicePdfEndpoint = endpoint(
  { summary: "The invoice as PDF", permission: "invoices.read", answer: "pdf" },
  async (call) => {
    const { runtime, pdf, actor } = call;
    return (await invoicePdf(runtime, pdf, actor.businessId, idOf(call))).content;
  },
);

export const invoiceHistoryEndpoint = endpoint(
  {
    summary: "The invoice's timeline, newest first",
    permission: "invoices.read",
    answer: z.object({
      data: z.array(
        z.object({
          id: z.string(),
          kind: z.string(),
          at: field.instant,
          actor: z.string().nullable(),
          details: z.unknown(),
        }),
      ),
      nextCursor: z.null(),
    }),
  },
  async (call) => {
    const { runtime, actor } = call;
    const rows = await transact(runtime.db, actor.businessId, async (tx) => {
      const invoice = await getInvoice(tx, actor.businessId, idOf(call));
      return listHistory(tx, actor.businessId, invoice.id);
    });
    const data = rows.map(({ id, kind, happened_at: at, actor: who, details }) => ({
      id,
      kind,
      at: at.toISOString(),
      actor: who,
      details,
    }));
    return { data, nextCursor: null };
  },
);

async function show(call: ApiCall, invoice?: Invoice) {
  const { runtime, actor } = call;
  return transact(runtime.db, actor.businessId, async (tx) => {
    const current = await getInvoice(tx, actor.businessId, invoice?.id ?? idOf(call));
    const [shaped] = await shapeInvoices(runtime, tx, actor.businessId, [current]);
    return must(shaped, "an invoice was asked for");
  });
}

function idOf(call: ApiCall): string {
  return String(call.params["id"]);
}
