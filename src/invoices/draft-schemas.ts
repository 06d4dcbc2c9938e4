import { z } from "@hono/zod-openapi";
import { onlinePaymentField } from "#src/businesses/online-payment.ts";
import * as field from "#src/platform/fields.ts";

const MAX_LINES = 1000;

export const DraftLine = z.strictObject({
  description: field.paragraph(2000).pipe(z.string().min(1, "must not be empty")),
  quantity: field.decimalText("0.000001", "1000000", 6),
  unitPrice: field.decimalText("-999999999999", "999999999999", 6),
  taxRate: field.decimalText("0", "100", 4).nullable().optional(),
});

const fields = {
  customerId: field.id("cus"),
  currency: field.currencyCode(),
  dueOn: field.day().nullable(),
  lines: z.array(DraftLine).max(MAX_LINES, `must have at most ${MAX_LINES} lines`),
  taxInclusive: z.boolean(),
  notes: field.paragraph(2000).nullable(),
  onlinePayment: onlinePaymentField,
};

export const NewInvoice = z
  .strictObject({
    ...fields,
    dueOn: fields.dueOn.optional(),
    taxInclusive: fields.taxInclusive.optional(),
    notes: fields.notes.optional(),
    onlinePayment: fields.onlinePayment.optional(),
  })
  .openapi("NewInvoice");

/** After finalizing only the last two can be changed. */
export const InvoiceChanges = z
  .strictObject({ ...fields, onlineViewEnabled: z.boolean() })
  .partial()
  .openapi("InvoiceChanges");
