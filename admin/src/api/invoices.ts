import { queryOptions, skipToken } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type {
  History,
  Invoice,
  InvoiceChanges,
  InvoicePreview,
  NewInvoice,
  Page,
  Payment,
  RecordPayment,
  Sent,
  SendPreview,
} from "./types.ts";

export type InvoiceStatusFilter = NonNullable<NonNullable<Api.GetInvoicesData["query"]>["status"]>;

export const invoicesQuery = (filter: { status?: InvoiceStatusFilter; q?: string }) =>
  listQuery<Invoice, Api.GetInvoicesData>("/invoices", filter);

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ["/invoices", id],
    queryFn: ({ signal }) =>
      call<Invoice, Api.GetInvoicesIdData>("GET", "/invoices/{id}", { path: { id } }, { signal }),
  });

/** Open invoices of a customer, the newest hundred: what unapplied money can be applied to. */
export const openInvoicesQuery = (customerId: string) =>
  queryOptions({
    queryKey: ["/invoices", "open", customerId],
    queryFn: ({ signal }) =>
      call<Page<Invoice>, Api.GetInvoicesData>(
        "GET",
        "/invoices",
        { query: { customerId, status: "open", limit: "100" } },
        { signal },
      ),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["/invoices", id, "history"],
    queryFn: ({ signal }) =>
      call<History, Api.GetInvoicesIdHistoryData>(
        "GET",
        "/invoices/{id}/history",
        { path: { id } },
        { signal },
      ),
  });

export const invoicePaymentsQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: ["/payments", "of", invoiceId],
    queryFn: ({ signal }) =>
      call<Page<Payment>, Api.GetPaymentsData>(
        "GET",
        "/payments",
        { query: { invoiceId, limit: "100" } },
        { signal },
      ),
  });

/** What sending would do, and what stands in the way. */
export const sendPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["/invoices", id, "send-preview"],
    queryFn: readSendPreview(id),
    gcTime: 0,
  });

/** The same for a draft as it was last saved; asked anew with each save. */
export const draftPreviewQuery = (stored: { id: string; text: string } | null) =>
  queryOptions({
    queryKey: ["/invoices", stored?.id, "send-preview", stored?.text],
    queryFn: stored === null ? skipToken : readSendPreview(stored.id),
    retry: false,
  });

const readSendPreview =
  (id: string) =>
  ({ signal }: { signal: AbortSignal }) =>
    call<SendPreview, Api.GetInvoicesIdSendPreviewData>(
      "GET",
      "/invoices/{id}/send-preview",
      { path: { id } },
      { signal },
    );

/** What the server makes of a draft: the only source of its totals. */
export const previewQuery = (body: NewInvoice | null) =>
  queryOptions({
    queryKey: ["/invoices/preview", body],
    queryFn:
      body === null
        ? skipToken
        : ({ signal }) =>
            call<InvoicePreview, Api.PostInvoicesPreviewData>(
              "POST",
              "/invoices/preview",
              { body },
              { signal },
            ),
    retry: false,
    gcTime: 60_000,
  });

export const createInvoice = (body: NewInvoice, idempotencyKey: string) =>
  call<Invoice, Api.PostInvoicesData>("POST", "/invoices", { body }, { idempotencyKey });

export const changeInvoice = (id: string, body: InvoiceChanges) =>
  call<Invoice, Api.PatchInvoicesIdData>("PATCH", "/invoices/{id}", { path: { id }, body });

export const deleteInvoice = (id: string) =>
  call<null, Api.DeleteInvoicesIdData>("DELETE", "/invoices/{id}", { path: { id } });

export const finalizeInvoice = (id: string) =>
  call<Invoice, Api.PostInvoicesIdFinalizeData>("POST", "/invoices/{id}/finalize", {
    path: { id },
  });

export const voidInvoice = (id: string) =>
  call<Invoice, Api.PostInvoicesIdVoidData>("POST", "/invoices/{id}/void", { path: { id } });

export const duplicateInvoice = (id: string) =>
  call<Invoice, Api.PostInvoicesIdDuplicateData>("POST", "/invoices/{id}/duplicate", {
    path: { id },
  });

export type SendInput = NonNullable<Api.PostInvoicesIdSendData["body"]>;

export const sendInvoice = (id: string, body: SendInput, idempotencyKey: string) =>
  call<Sent, Api.PostInvoicesIdSendData>(
    "POST",
    "/invoices/{id}/send",
    { path: { id }, body },
    { idempotencyKey },
  );

export type PlanInput = NonNullable<Api.PostInvoicesIdScheduledSendingData["body"]>;

export const scheduleSending = (id: string, body: PlanInput) =>
  call<Invoice, Api.PostInvoicesIdScheduledSendingData>(
    "POST",
    "/invoices/{id}/scheduled-sending",
    { path: { id }, body },
  );

export const cancelScheduledSending = (id: string) =>
  call<null, Api.DeleteInvoicesIdScheduledSendingData>(
    "DELETE",
    "/invoices/{id}/scheduled-sending",
    { path: { id } },
  );

export const sendReminder = (id: string, idempotencyKey: string) =>
  call<Sent, Api.PostInvoicesIdRemindersData>(
    "POST",
    "/invoices/{id}/reminders",
    { path: { id }, body: {} },
    { idempotencyKey },
  );

export type ManualPayment = NonNullable<RecordPayment["body"]>;

export const recordPayment = (id: string, body: ManualPayment, idempotencyKey: string) =>
  call<Payment, RecordPayment>(
    "POST",
    "/invoices/{id}/payments",
    { path: { id }, body },
    { idempotencyKey },
  );

export const makePayLink = (id: string) =>
  call<Api.PayLink, Api.PostInvoicesIdPayLinksData>("POST", "/invoices/{id}/pay-links", {
    path: { id },
  });

export const pdfUrl = (id: string) => `/api/v1/invoices/${encodeURIComponent(id)}/pdf`;
