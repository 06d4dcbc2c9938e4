import { createApiKeyEndpoint, listApiKeysEndpoint, revokeApiKeyEndpoint } from "#src/team/api.ts";
import {
  changeMemberEndpoint,
  inviteMemberEndpoint,
  listMembersEndpoint,
  removeMemberEndpoint,
} from "#src/team/members-api.ts";
import type { Endpoint } from "#src/access/endpoint.ts";
import { listAuditEndpoint } from "#src/audit/api.ts";
import { changeBusinessEndpoint, getBusinessEndpoint } from "#src/businesses/api.ts";
import {
  compareConnectionEndpoint,
  listDifferencesEndpoint,
  repairDifferenceEndpoint,
} from "#src/comparison/api.ts";
import {
  checkConnectionEndpoint,
  createConnectionEndpoint,
  getConnectionEndpoint,
  listConnectionsEndpoint,
  repairWebhookEndpoint,
} from "#src/connections/api.ts";
import {
  changeCustomerEndpoint,
  createCustomerEndpoint,
  deleteCustomerEndpoint,
  getCustomerEndpoint,
  listCustomersEndpoint,
} from "#src/customers/api.ts";
import {
  changeInvoiceEndpoint,
  createInvoiceEndpoint,
  createPayLinkEndpoint,
  deleteInvoiceEndpoint,
  duplicateInvoiceEndpoint,
  finalizeInvoiceEndpoint,
  getInvoiceEndpoint,
  invoiceHistoryEndpoint,
  invoicePdfEndpoint,
  listInvoicesEndpoint,
  voidInvoiceEndpoint,
} from "#src/invoices/api.ts";
import {
  cancelScheduledSendingEndpoint,
  previewInvoiceEndpoint,
  scheduleSendingEndpoint,
  sendInvoiceEndpoint,
  sendPreviewEndpoint,
  sendReminderEndpoint,
} from "#src/invoices/send-api.ts";
import {
  addAccountEndpoint,
  listAccountsEndpoint,
  listBalancesEndpoint,
  listEntriesEndpoint,
} from "#src/ledger/api.ts";
import { accountStatementEndpoint } from "#src/ledger/statement-api.ts";
import { getMailEndpoint, listMailsEndpoint, retryMailEndpoint } from "#src/letters/api.ts";
import {
  changeConnectionEndpoint,
  disconnectConnectionEndpoint,
  disconnectPreviewEndpoint,
} from "#src/payments/connection-api.ts";
import { searchEndpoint, summaryEndpoint } from "#src/overview/api.ts";
import {
  allocatePaymentEndpoint,
  getPaymentEndpoint,
  listPaymentsEndpoint,
  recordCollectedEndpoint,
  recordPaymentEndpoint,
  refundPaymentEndpoint,
  reopenPaymentEndpoint,
  reversePaymentEndpoint,
} from "#src/payments/api.ts";
import { liftPauseEndpoint, listPausesEndpoint } from "#src/payments/pause-api.ts";

/**
 * Every URL of the API on one screen, below `/api/v1`. Payer pages, webhooks, sign-in and files are
 * in app.ts. The OpenAPI document and the access matrices are made from this table.
 */
export const API_ROUTES: Readonly<Record<string, Endpoint>> = {
  "GET /business": getBusinessEndpoint,
  "PATCH /business": changeBusinessEndpoint,

  "POST /customers": createCustomerEndpoint,
  "GET /customers": listCustomersEndpoint,
  "GET /customers/{id}": getCustomerEndpoint,
  "PATCH /customers/{id}": changeCustomerEndpoint,
  "DELETE /customers/{id}": deleteCustomerEndpoint,

  "POST /invoices": createInvoiceEndpoint,
  "GET /invoices": listInvoicesEndpoint,
  "POST /invoices/preview": previewInvoiceEndpoint,
  "GET /invoices/{id}": getInvoiceEndpoint,
  "PATCH /invoices/{id}": changeInvoiceEndpoint,
  "DELETE /invoices/{id}": deleteInvoiceEndpoint,
  "POST /invoices/{id}/finalize": finalizeInvoiceEndpoint,
  "POST /invoices/{id}/send": sendInvoiceEndpoint,
  "POST /invoices/{id}/scheduled-sending": scheduleSendingEndpoint,
  "DELETE /invoices/{id}/scheduled-sending": cancelScheduledSendingEndpoint,
  "POST /invoices/{id}/reminders": sendReminderEndpoint,
  "GET /invoices/{id}/send-preview": sendPreviewEndpoint,
  "POST /invoices/{id}/void": voidInvoiceEndpoint,
  "POST /invoices/{id}/duplicate": duplicateInvoiceEndpoint,
  "POST /invoices/{id}/pay-links": createPayLinkEndpoint,
  "POST /invoices/{id}/payments": recordPaymentEndpoint,
  "GET /invoices/{id}/pdf": invoicePdfEndpoint,
  "GET /invoices/{id}/history": invoiceHistoryEndpoint,

  "GET /payments": listPaymentsEndpoint,
  "GET /payments/{id}": getPaymentEndpoint,
  "POST /payments/{id}/refunds": refundPaymentEndpoint,
  "POST /payments/{id}/reopening": reopenPaymentEndpoint,
  "POST /payments/{id}/reversal": reversePaymentEndpoint,
  "POST /payments/{id}/allocations": allocatePaymentEndpoint,
  "POST /payments/{id}/recording": recordCollectedEndpoint,

  "GET /payment-pauses": listPausesEndpoint,
  "POST /payment-pauses/{id}/lift": liftPauseEndpoint,

  "POST /connections": createConnectionEndpoint,
  "GET /connections": listConnectionsEndpoint,
  "GET /connections/{id}": getConnectionEndpoint,
  "PATCH /connections/{id}": changeConnectionEndpoint,
  "DELETE /connections/{id}": disconnectConnectionEndpoint,
  "GET /connections/{id}/disconnect-preview": disconnectPreviewEndpoint,
  "POST /connections/{id}/check": checkConnectionEndpoint,
  "POST /connections/{id}/webhook": repairWebhookEndpoint,
  "POST /connections/{id}/comparison": compareConnectionEndpoint,
  "GET /differences": listDifferencesEndpoint,
  "POST /differences/{id}/repair": repairDifferenceEndpoint,

  "GET /accounts": listAccountsEndpoint,
  "POST /accounts": addAccountEndpoint,
  "GET /accounts/{id}/statement": accountStatementEndpoint,
  "GET /ledger/entries": listEntriesEndpoint,
  "GET /ledger/balances": listBalancesEndpoint,

  "GET /mails": listMailsEndpoint,
  "GET /mails/{id}": getMailEndpoint,
  "POST /mails/{id}/retry": retryMailEndpoint,

  "GET /members": listMembersEndpoint,
  "POST /members": inviteMemberEndpoint,
  "PATCH /members/{id}": changeMemberEndpoint,
  "DELETE /members/{id}": removeMemberEndpoint,

  "POST /api-keys": createApiKeyEndpoint,
  "GET /api-keys": listApiKeysEndpoint,
  "DELETE /api-keys/{id}": revokeApiKeyEndpoint,

  "GET /audit": listAuditEndpoint,

  "GET /summary": summaryEndpoint,
  "GET /search": searchEndpoint,
};

/** `"GET /invoices/{id}"` → its method and path. */
export function splitRoute(route: string): { method: string; path: string } {
  const [method = "", path = ""] = route.split(" ");
  return { method, path };
}
