import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { transact } from "#src/platform/database.ts";
import type { Attempt } from "#src/platform/idempotency.ts";
import * as field from "#src/platform/fields.ts";
import { must } from "#src/values/assert.ts";
import { day } from "#src/values/day.ts";
import { formatDecimal } from "#src/values/decimal.ts";
import { NewInvoice } from "./draft-schemas.ts";
import { getInvoice } from "./get-invoice.ts";
import { currentDocument } from "./invoice-pdf.ts";
import { defaultMessage, defaultSubject, fillVariables } from "./message-variables.ts";
import { findPayable } from "./payable.ts";
import { previewInvoice } from "./preview-invoice.ts";
import {
  SEND_WARNINGS,
  sendBlockedBy,
  sendWarning,
  type SendInput,
  sendInvoice,
  type Sent,
} from "./send-invoice.ts";
import { sendReminder } from "./send-reminder.ts";
import { cancelScheduledSending, scheduleSending } from "./schedule-sending.ts";
import { sendableFrom } from "./scheduled-sending.ts";
import { InvoiceAnswer, shapeInvoices } from "./shape-invoice.ts";

const MAX_RECIPIENTS = 5;

const letterFields = {
  to: z
    .array(field.email())
    .min(1, "must name a recipient")
    .max(MAX_RECIPIENTS, `must name at most ${MAX_RECIPIENTS} recipients`)
    .optional(),
  subject: field.line(200).optional(),
  message: field.paragraph(5000).optional(),
  attachPdf: z.boolean().optional(),
};

/** The plan the sender saw: what went out by itself meanwhile is not sent a second time. */
const insteadOf = z.string().max(40).optional();

const SendBody = z.strictObject({ ...letterFields, insteadOf }).optional();
const RemindBody = z.strictObject(letterFields).optional();

const SentAnswer = z
  .object({ mailId: z.string(), payLink: z.string().nullable(), reason: z.string().optional() })
  .openapi("Sent");

export const sendInvoiceEndpoint = endpoint(
  {
    summary: "Mail the invoice with a pay link of its own; a draft becomes final first",
    permission: "invoices.change",
    body: SendBody,
    answer: SentAnswer,
  },
  async ({ runtime, actor, params, body, attempt }) =>
    shapeSent(await sendInvoice(runtime, actor, String(params["id"]), sendInput(body, attempt))),
);

export const sendReminderEndpoint = endpoint(
  {
    summary: "Remind of what is still due, with a pay link of its own",
    permission: "invoices.change",
    body: RemindBody,
    answer: SentAnswer,
  },
  async ({ runtime, actor, params, body, attempt }) =>
    shapeSent(await sendReminder(runtime, actor, String(params["id"]), sendInput(body, attempt))),
);

export const scheduleSendingEndpoint = endpoint(
  {
    summary:
      "Plan to send the invoice on a later day at 8:00 in the business's time zone, in place of what was planned before",
    permission: "invoices.change",
    body: z.strictObject({ on: field.day(), ...letterFields, insteadOf }),
    answer: InvoiceAnswer,
  },
  async (call) => {
    const { runtime, actor, params, body } = call;
    const id = String(params["id"]);
    const input = { ...sendInput(body, null), on: day(body.on) };
    await scheduleSending(runtime, actor, id, input);
    return transact(runtime.db, actor.businessId, async (tx) => {
      const invoice = await getInvoice(tx, actor.businessId, id);
      const [shaped] = await shapeInvoices(runtime, tx, actor.businessId, [invoice]);
      return must(shaped, "an invoice was asked for");
    });
  },
);

export const cancelScheduledSendingEndpoint = endpoint(
  {
    summary: "Take back what was planned: the invoice is not sent by itself",
    permission: "invoices.change",
    answer: z.null(),
    status: 204,
  },
  async ({ runtime, actor, params }) => {
    await cancelScheduledSending(runtime, actor, String(params["id"]));
    return null;
  },
);

function sendInput(body: z.output<typeof SendBody>, attempt: Attempt | null): SendInput {
  return {
    attempt,
    insteadOf: body?.insteadOf ?? null,
    to: body?.to ?? null,
    subject: body?.subject ?? null,
    message: body?.message ?? null,
    attachPdf: body?.attachPdf ?? false,
  };
}

function shapeSent({ mailId, payLink, reason }: Sent): z.input<typeof SentAnswer> {
  return { mailId, payLink, ...(reason === null ? {} : { reason }) };
}

export const sendPreviewEndpoint = endpoint(
  {
    summary: "What sending would do: who takes the payment, what stands in the way",
    permission: "invoices.read",
    answer: z
      .object({
        connections: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            processor: z.string(),
            mode: z.enum(["test", "live"]),
          }),
        ),
        payLink: z.boolean(),
        reason: z.string().optional(),
        blocked: z.string().optional(),
        warning: z.enum(SEND_WARNINGS).optional(),
        /** The first day on which the books, as they are closed now, let it out. */
        sendableFrom: field.day().nullable(),
        defaults: z.object({ to: z.array(z.string()), subject: z.string(), message: z.string() }),
      })
      .openapi("SendPreview"),
  },
  async ({ runtime, actor, params }) =>
    transact(runtime.db, actor.businessId, async (tx) => {
      const invoice = await getInvoice(tx, actor.businessId, String(params["id"]));
      const business = await getBusiness(tx, actor.businessId);
      const customer = await getCustomer(tx, actor.businessId, invoice.customerId);
      const payable = await findPayable(tx, business, customer, invoice);
      const blocked = sendBlockedBy(runtime, business, invoice, payable);
      const warning = sendWarning(runtime, business, invoice, payable);
      const document = await currentDocument(runtime, tx, invoice);
      const isFinal = invoice.number !== null;
      return {
        connections: payable.payable
          ? payable.connections.map(({ id, name, processor, mode }) => ({
              id,
              name,
              processor,
              mode,
            }))
          : [],
        payLink: payable.payable && blocked === null,
        ...(payable.payable ? {} : { reason: payable.reason }),
        ...(blocked === null ? {} : { blocked: blocked.code }),
        ...(warning === null ? {} : { warning }),
        sendableFrom: sendableFrom(business, invoice, payable),
        defaults: {
          to: customer.email === null ? [] : [customer.email],
          // A draft has no number yet: its variables are shown as such and filled on sending.
          subject: isFinal ? fillVariables(defaultSubject, document) : defaultSubject,
          message: isFinal ? fillVariables(defaultMessage, document) : defaultMessage,
        },
      };
    }),
);

const row = z.object({ label: z.string(), amount: z.string() });
const party = z.object({
  name: z.string(),
  legalName: z.string().nullable(),
  addressLines: z.array(z.string()).readonly(),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  initials: z.string(),
  accentColor: z.string().nullable(),
});

/** The document model, as the editor's preview prints it. */
const Document = z
  .object({
    locale: z.string(),
    direction: z.enum(["ltr", "rtl"]),
    number: z.string().nullable(),
    seller: party,
    buyer: party,
    issuedOn: z.string().nullable(),
    dueOn: z.string().nullable(),
    lines: z
      .array(
        z.object({
          title: z.string(),
          detail: z.string(),
          quantity: z.string(),
          unitPrice: z.string(),
          taxRate: z.string(),
          amount: z.string(),
        }),
      )
      .readonly(),
    subtotal: z.string(),
    taxes: z.array(row).readonly(),
    total: z.string(),
    payments: z.array(row).readonly(),
    amountDue: z.string(),
    notes: z.string().nullable(),
  })
  .openapi("InvoiceDocument");

export const previewInvoiceEndpoint = endpoint(
  {
    summary: "What a draft would come to and look like; nothing is written",
    permission: "invoices.change",
    body: NewInvoice,
    answer: z
      .object({
        lines: z.array(z.object({ amount: field.minorUnits })),
        subtotal: field.minorUnits,
        taxes: z.array(
          z.object({ rate: z.string(), base: field.minorUnits, tax: field.minorUnits }),
        ),
        taxTotal: field.minorUnits,
        total: field.minorUnits,
        document: Document,
      })
      .openapi("InvoicePreview"),
  },
  async ({ runtime, actor, body }) => {
    const { totals, document } = await previewInvoice(runtime, actor, body);
    return {
      lines: totals.lineAmounts.map(({ amountMinor }) => ({ amount: Number(amountMinor) })),
      subtotal: Number(totals.subtotal.amountMinor),
      taxes: totals.taxes.map(({ rate, base, tax }) => ({
        rate: formatDecimal(rate),
        base: Number(base.amountMinor),
        tax: Number(tax.amountMinor),
      })),
      taxTotal: Number(totals.taxTotal.amountMinor),
      total: Number(totals.total.amountMinor),
      document,
    };
  },
);
