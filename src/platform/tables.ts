// Generated from db/migrations by scripts/generate-tables.ts. Do not edit.
import type { ColumnType, Generated } from "kysely";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };
export interface AccountsRow {
  business_id: string;
  id: string;
  name: string;
  type: string;
  purpose: string | null;
  created_at: Date;
}

export interface ApiKeysRow {
  business_id: string;
  id: string;
  key_hash: Buffer;
  hint: string;
  name: string;
  role: string;
  created_at: Date;
  revoked_at: Date | null;
}

export interface AttemptLimitsRow {
  key: string;
  points: number;
  window_ends_at: Date;
}

export interface AuditEntriesRow {
  business_id: string;
  id: string;
  happened_at: Date;
  actor_type: string;
  actor_id: string | null;
  actor_name: string;
  ip_address: string | null;
  action: string;
  target_type: string;
  target_id: string;
  details: ColumnType<Json, string | undefined, string>;
}

export interface BusinessesRow {
  id: string;
  name: string;
  legal_name: string | null;
  email: string | null;
  phone: string | null;
  website: string | null;
  address: string | null;
  tax_id: string | null;
  country: string;
  currency: string;
  timezone: string;
  locale: string;
  accent_color: string | null;
  logo: string | null;
  legal_url: string | null;
  privacy_url: string | null;
  bank_details: string | null;
  online_payments: Generated<boolean>;
  online_payment_default: ColumnType<Json, string | undefined, string>;
  payment_notification_emails: Generated<string[]>;
  books_locked_through: string | null;
  live_keys_only: Generated<boolean>;
  suspended_at: Date | null;
  created_at: Date;
  payment_form: Generated<string>;
  online_view_default: Generated<boolean>;
  receipt_mails: Generated<boolean>;
}

export interface ConnectionsRow {
  business_id: string;
  id: string;
  processor: string;
  name: string;
  mode: string;
  credentials_sealed: Buffer | null;
  key_kind: string;
  key_last4: string;
  missing_permissions: Generated<string[]>;
  broken_reason: string | null;
  broken_at: Date | null;
  deposit_account_id: string;
  fees_account_id: string;
  webhook_state: string;
  webhook_reason: string | null;
  webhook_endpoint_id: string | null;
  webhook_secret_sealed: Buffer | null;
  webhook_former_secret_sealed: Buffer | null;
  last_event_at: Date | null;
  last_sweep_at: Date | null;
  swept_through: Date | null;
  created_at: Date;
  disconnected_at: Date | null;
  webhook_former_until: Date | null;
  webhook_checked_at: Date | null;
  compared_at: Date | null;
  open_differences: Generated<number>;
  settlement_currencies: Generated<string[]>;
  away_since: Date | null;
  away_told_at: Date | null;
  comparing_since: Date | null;
  publishable_key: string | null;
}

export interface CustomerCreditsRow {
  business_id: string;
  id: string;
  customer_id: string;
  payment_id: string;
  mode: string;
  amount_minor: bigint;
  currency: string;
  happened_at: Date;
}

export interface CustomersRow {
  business_id: string;
  id: string;
  name: string;
  email: string | null;
  address: string | null;
  tax_id: string | null;
  locale: string | null;
  currency: string | null;
  online_payment: ColumnType<Json, string | undefined, string>;
  created_at: Date;
}

export interface DifferencesRow {
  business_id: string;
  id: string;
  connection_id: string;
  kind: string;
  payment_id: string | null;
  processor_payment_id: string;
  ours_minor: bigint | null;
  ours_currency: string | null;
  theirs_minor: bigint | null;
  theirs_currency: string | null;
  found_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
}

export interface DirectoryRow {
  id: string;
  business_id: string;
}

export interface DisputeMovementsRow {
  business_id: string;
  dispute_id: string;
  transaction_id: string;
  amount_minor: bigint;
  fee_minor: bigint;
  currency: string;
  recorded_on: string | null;
}

export interface DisputesRow {
  business_id: string;
  id: string;
  payment_id: string;
  connection_id: string;
  processor_dispute_id: string;
  status: string;
  amount_minor: bigint;
  currency: string;
  reason: string;
  evidence_due_by: Date | null;
  opened_at: Date;
  reopened_at: Date | null;
  restored_at: Date | null;
  from_unapplied_minor: Generated<bigint>;
  from_applied_minor: Generated<bigint>;
}

export interface IdempotencyKeysRow {
  business_id: string;
  key: string;
  request_hash: Buffer;
  created_at: Date;
  running_until: Date | null;
  status: number | null;
  answer_sealed: Buffer | null;
  effect_id: string | null;
}

export interface InstallationRow {
  is_only: Generated<boolean>;
  id: string;
  created_at: Date;
  key_check: string | null;
  restored_at: Date | null;
}

export interface InvitationsRow {
  business_id: string;
  id: string;
  email: string;
  role: string;
  invited_by: string;
  letters: Generated<number>;
  is_shown: boolean;
  invited_at: Date;
  expires_at: Date;
}

export interface InvoiceApplicationsRow {
  business_id: string;
  id: string;
  invoice_id: string;
  kind: string;
  source_id: string;
  cause_id: string;
  method: string;
  mode: string;
  amount_minor: bigint;
  applied_at: Date;
}

export interface InvoiceHistoryRow {
  business_id: string;
  id: string;
  invoice_id: string;
  kind: string;
  happened_at: Date;
  actor: string | null;
  details: ColumnType<Json, string | undefined, string>;
}

export interface InvoiceLinesRow {
  business_id: string;
  invoice_id: string;
  position: number;
  description: string;
  quantity: string;
  unit_price: string;
  tax_rate: string | null;
  amount_minor: bigint;
}

export interface InvoicesRow {
  business_id: string;
  id: string;
  customer_id: string;
  currency: string;
  number: string | null;
  due_on: string | null;
  is_tax_inclusive: boolean;
  notes: string | null;
  online_payment: ColumnType<Json, string | undefined, string>;
  subtotal_minor: bigint;
  tax_minor: bigint;
  total_minor: bigint;
  online_view_enabled: boolean;
  online_token_sealed: Buffer;
  created_at: Date;
  finalized_at: Date | null;
  issued_on: string | null;
  seller: ColumnType<Json, string | null, string | null>;
  buyer: ColumnType<Json, string | null, string | null>;
  sent_at: Date | null;
  viewed_at: Date | null;
  voided_at: Date | null;
}

export interface LedgerEntriesRow {
  business_id: string;
  id: string;
  transaction_id: string;
  account_id: string;
  amount_minor: bigint;
  currency: string;
}

export interface LedgerTransactionsRow {
  business_id: string;
  id: string;
  occurred_on: string;
  mode: string;
  cause_type: string;
  cause_id: string;
  posted_at: Date;
}

export interface LogosRow {
  business_id: string;
  name: string;
  bytes: Buffer;
}

export interface MailsRow {
  business_id: string;
  id: string;
  kind: string;
  cause: string;
  invoice_id: string | null;
  recipients: string[];
  content_sealed: Buffer;
  is_pdf_attached: Generated<boolean>;
  message_id: string;
  created_at: Date;
  sent_at: Date | null;
  failed_at: Date | null;
  attempts: Generated<number>;
  last_error: string | null;
}

export interface MembersRow {
  business_id: string;
  id: string;
  user_id: string;
  role: string;
  created_at: Date;
}

export interface NumberSeriesRow {
  business_id: string;
  kind: string;
  year: number;
  next_value: number;
}

export interface PageTokensRow {
  token_hash: Buffer;
  business_id: string;
  kind: string;
  target_id: string;
}

export interface PasskeysRow {
  id: string;
  user_id: string;
  name: string | null;
  public_key: string;
  credential_id: string;
  counter: number;
  device_type: string;
  backed_up: boolean;
  transports: string | null;
  aaguid: string | null;
  created_at: Generated<Date>;
}

export interface PasswordResetsRow {
  user_id: string;
  token_hash: Buffer;
  is_mailed: boolean;
  expires_at: Date;
}

export interface PayLinksRow {
  business_id: string;
  id: string;
  invoice_id: string;
  token_sealed: Buffer;
  created_at: Date;
  voided_at: Date | null;
}

export interface PaymentPausesRow {
  business_id: string;
  id: string;
  scope: string;
  mode: string;
  invoice_id: string | null;
  payer_hash: Buffer | null;
  declines: number;
  began_at: Date;
  ends_at: Date;
  lifted_at: Date | null;
  lifted_by: string | null;
}

export interface PaymentsRow {
  business_id: string;
  id: string;
  invoice_id: string;
  customer_id: string;
  processor: string;
  connection_id: string | null;
  mode: string;
  status: string;
  amount_minor: bigint;
  currency: string;
  created_at: Date;
  session_state: string | null;
  session_request: ColumnType<Json, string | null, string | null>;
  session_expires_at: Date | null;
  session_id: string | null;
  session_url: string | null;
  attempt_of: string | null;
  processor_charge_id: string | null;
  processor_payment_id: string | null;
  method_type: string | null;
  method_brand: string | null;
  method_last4: string | null;
  failure_code: string | null;
  failure_message: string | null;
  collected_at: Date | null;
  fee_minor: bigint | null;
  net_minor: bigint | null;
  settlement_currency: string | null;
  settled_minor: bigint | null;
  exchange_rate: string | null;
  applied_minor: Generated<bigint>;
  unapplied_minor: Generated<bigint>;
  refunded_minor: Generated<bigint>;
  unapplied_reason: string | null;
  recorded_on: string | null;
  cleared_at: Date | null;
  receipt_number: string | null;
  paid_on: string | null;
  deposit_account_id: string | null;
  reference: string | null;
  recorded_by: string | null;
  reversed_at: Date | null;
  unknown_since: Date | null;
  alerted_at: Date | null;
  payout_id: string | null;
  session_secret_sealed: Buffer | null;
  let_go_at: Date | null;
  payer_hash: Buffer | null;
}

export interface PayoutsRow {
  business_id: string;
  connection_id: string;
  id: string;
  status: string;
  amount_minor: bigint;
  currency: string;
  arrives_on: string;
  created_at: Date;
}

export interface RefundsRow {
  business_id: string;
  id: string;
  payment_id: string;
  connection_id: string;
  status: string;
  amount_minor: bigint;
  currency: string;
  reason: string | null;
  is_reopening: boolean;
  requested_at: Date;
  processor_refund_id: string | null;
  failure_message: string | null;
  booked_at: Date | null;
  from_unapplied_minor: Generated<bigint>;
  from_applied_minor: Generated<bigint>;
  settled_minor: bigint | null;
  settlement_currency: string | null;
  restored_at: Date | null;
  recorded_on: string | null;
  reopened_at: Date | null;
  alerted_at: Date | null;
}

export interface ScheduledSendingsRow {
  business_id: string;
  id: string;
  invoice_id: string;
  send_on: string;
  recipients: string[] | null;
  subject: string | null;
  message: string | null;
  is_pdf_attached: boolean;
  planned_at: Date;
  planned_by: string;
  held_since: Date | null;
  held_reason: string | null;
  tried_on: string | null;
  failing_since: Date | null;
  ended_at: Date | null;
  ended_as: string | null;
}

export interface SecondFactorsRow {
  id: string;
  user_id: string;
  secret: string;
  backup_codes: string;
  verified: Generated<boolean>;
  failed_verification_count: Generated<number>;
  locked_until: Date | null;
}

export interface SignInMethodsRow {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Date | null;
  refresh_token_expires_at: Date | null;
  scope: string | null;
  password: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface SignInSessionsRow {
  id: string;
  user_id: string;
  token: string;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface SignInVerificationsRow {
  id: string;
  identifier: string;
  value: string;
  expires_at: Date;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface UsersRow {
  id: string;
  name: string;
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  two_factor_enabled: Generated<boolean>;
}

export interface WebhookEventsRow {
  business_id: string;
  connection_id: string;
  event_id: string;
  type: string;
  payment_id: string | null;
  received_at: Date;
  delivered_at: Date | null;
}

/** Every table by name. */
export interface Tables {
  accounts: AccountsRow;
  api_keys: ApiKeysRow;
  attempt_limits: AttemptLimitsRow;
  audit_entries: AuditEntriesRow;
  businesses: BusinessesRow;
  connections: ConnectionsRow;
  customer_credits: CustomerCreditsRow;
  customers: CustomersRow;
  differences: DifferencesRow;
  directory: DirectoryRow;
  dispute_movements: DisputeMovementsRow;
  disputes: DisputesRow;
  idempotency_keys: IdempotencyKeysRow;
  installation: InstallationRow;
  invitations: InvitationsRow;
  invoice_applications: InvoiceApplicationsRow;
  invoice_history: InvoiceHistoryRow;
  invoice_lines: InvoiceLinesRow;
  invoices: InvoicesRow;
  ledger_entries: LedgerEntriesRow;
  ledger_transactions: LedgerTransactionsRow;
  logos: LogosRow;
  mails: MailsRow;
  members: MembersRow;
  number_series: NumberSeriesRow;
  page_tokens: PageTokensRow;
  passkeys: PasskeysRow;
  password_resets: PasswordResetsRow;
  pay_links: PayLinksRow;
  payment_pauses: PaymentPausesRow;
  payments: PaymentsRow;
  payouts: PayoutsRow;
  refunds: RefundsRow;
  scheduled_sendings: ScheduledSendingsRow;
  second_factors: SecondFactorsRow;
  sign_in_methods: SignInMethodsRow;
  sign_in_sessions: SignInSessionsRow;
  sign_in_verifications: SignInVerificationsRow;
  users: UsersRow;
  webhook_events: WebhookEventsRow;
}
