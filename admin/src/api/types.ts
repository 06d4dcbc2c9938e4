import type { Business, Invoice } from "./generated/types.gen.ts";

export type {
  Account,
  ApiKey,
  AuditEntry,
  Balance,
  Business,
  BusinessChanges,
  Connection,
  Customer,
  Difference,
  Invoice,
  InvoiceChanges,
  InvoiceDocument,
  InvoicePreview,
  InvitedMember,
  LedgerEntry,
  Mail,
  Member,
  NewCustomer,
  NewInvoice,
  Payment,
  PaymentPause,
  SendPreview,
  Sent,
} from "./generated/types.gen.ts";
export type {
  GetInvoicesIdHistoryResponse as History,
  PostInvoicesIdPaymentsData as RecordPayment,
} from "./generated/types.gen.ts";

export type ScheduledSending = NonNullable<Invoice["scheduledSending"]>;

export interface Page<Row> {
  data: Row[];
  nextCursor: string | null;
}

/** Inherited, nobody, or these connections: at the invoice, the customer and the business. */
export type OnlinePayment = Invoice["onlinePayment"] | Business["onlinePaymentDefault"];

/** Who is signed in, and where. Not part of the public API, so not of its description. */
export interface Session {
  user: { name: string; email: string };
  business: { id: string; name: string };
  businesses: { id: string; name: string; role: Role }[];
  role: Role;
  /** Whether mails leave this server, or wait here to be read. */
  hasMailServer: boolean;
}

export type Role = "owner" | "admin" | "creator" | "accountant" | "viewer";
