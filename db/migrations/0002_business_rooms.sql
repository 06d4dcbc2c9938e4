-- The tables of a business. Every one leads with business_id and is closed to every other business
-- by row-level security (at the end of this file); amounts are minor units of their currency.

CREATE DOMAIN amount_minor AS bigint
  CHECK (VALUE BETWEEN -9007199254740991 AND 9007199254740991);

CREATE TABLE businesses (
  id text PRIMARY KEY,
  name text NOT NULL,
  legal_name text,
  email text,
  phone text,
  website text,
  address text,
  tax_id text,
  country text NOT NULL,
  currency text NOT NULL,
  timezone text NOT NULL,
  locale text NOT NULL,
  accent_color text,
  logo text,
  legal_url text,
  privacy_url text,
  bank_details text,
  online_payments boolean NOT NULL DEFAULT false,
  online_payment_default jsonb NOT NULL DEFAULT '"none"',
  payment_notification_emails text[] NOT NULL DEFAULT '{}',
  books_locked_through date,
  live_keys_only boolean NOT NULL DEFAULT false,
  suspended_at timestamptz,
  created_at timestamptz NOT NULL
);

CREATE TABLE number_series (
  business_id text NOT NULL REFERENCES businesses,
  kind text NOT NULL CHECK (kind IN ('invoice', 'receipt')),
  year integer NOT NULL,
  next_value integer NOT NULL CHECK (next_value > 0),
  PRIMARY KEY (business_id, kind, year)
);

CREATE TABLE customers (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  name text NOT NULL,
  email text,
  address text,
  tax_id text,
  locale text,
  currency text,
  online_payment jsonb NOT NULL DEFAULT '"default"',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id)
);

CREATE TABLE accounts (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  name text NOT NULL,
  type text NOT NULL CHECK (type IN ('asset', 'liability', 'equity', 'income', 'expense')),
  purpose text, -- what the product itself posts there, e.g. 'receivable'; null for accounts people add
  created_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, purpose)
);
CREATE UNIQUE INDEX accounts_name ON accounts (business_id, lower(name));

CREATE TABLE connections (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  processor text NOT NULL CHECK (processor IN ('stripe')),
  name text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  credentials_sealed bytea,
  key_kind text NOT NULL,
  key_last4 text NOT NULL,
  missing_permissions text[] NOT NULL DEFAULT '{}',
  broken_reason text,
  broken_at timestamptz,
  deposit_account_id text NOT NULL,
  fees_account_id text NOT NULL,
  webhook_state text NOT NULL CHECK (webhook_state IN ('active', 'needs_repair', 'unavailable', 'manual')),
  webhook_reason text,
  webhook_endpoint_id text,
  webhook_secret_sealed bytea,
  webhook_former_secret_sealed bytea,
  last_event_at timestamptz,
  last_sweep_at timestamptz,
  swept_through timestamptz, -- events created before this instant have been looked at
  created_at timestamptz NOT NULL,
  disconnected_at timestamptz,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, deposit_account_id) REFERENCES accounts,
  FOREIGN KEY (business_id, fees_account_id) REFERENCES accounts,
  CHECK (disconnected_at IS NULL OR credentials_sealed IS NULL)
);
CREATE UNIQUE INDEX connections_name ON connections (business_id, lower(name)) WHERE disconnected_at IS NULL;

CREATE TABLE invoices (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  customer_id text NOT NULL,
  currency text NOT NULL,
  number text,
  due_on date,
  is_tax_inclusive boolean NOT NULL,
  notes text,
  online_payment jsonb NOT NULL DEFAULT '"default"',
  subtotal_minor amount_minor NOT NULL,
  tax_minor amount_minor NOT NULL,
  total_minor amount_minor NOT NULL CHECK (total_minor >= 0),
  online_view_enabled boolean NOT NULL,
  online_token_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  finalized_at timestamptz,
  issued_on date,
  seller jsonb, -- both parties as they were on the day of issue
  buyer jsonb,
  sent_at timestamptz,
  viewed_at timestamptz,
  voided_at timestamptz,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, customer_id) REFERENCES customers,
  UNIQUE (business_id, number),
  CHECK (subtotal_minor + tax_minor = total_minor),
  CHECK ((finalized_at IS NULL) = (number IS NULL)),
  CHECK ((finalized_at IS NULL) = (issued_on IS NULL)),
  CHECK (voided_at IS NULL OR finalized_at IS NOT NULL)
);
CREATE INDEX invoices_customer ON invoices (business_id, customer_id);

CREATE TABLE invoice_lines (
  business_id text NOT NULL,
  invoice_id text NOT NULL,
  position integer NOT NULL,
  description text NOT NULL,
  quantity numeric NOT NULL,
  unit_price numeric NOT NULL,
  tax_rate numeric,
  amount_minor amount_minor NOT NULL,
  PRIMARY KEY (business_id, invoice_id, position),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices ON DELETE CASCADE
);

-- A finalized invoice is a document: only what happened to it afterwards may still be written.
CREATE FUNCTION keep_finalized_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finalized_at IS NULL THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'invoice % is final and cannot be deleted', OLD.id;
  END IF;
  IF to_jsonb(OLD) - '{online_payment,online_view_enabled,online_token_sealed,sent_at,viewed_at,voided_at}'::text[]
     IS DISTINCT FROM
     to_jsonb(NEW) - '{online_payment,online_view_enabled,online_token_sealed,sent_at,viewed_at,voided_at}'::text[]
     OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
    RAISE EXCEPTION 'invoice % is final and cannot be changed', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_finalized_invoice BEFORE UPDATE OR DELETE ON invoices
  FOR EACH ROW EXECUTE FUNCTION keep_finalized_invoice();

CREATE FUNCTION keep_finalized_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- both: a line may neither join a final invoice nor leave it for another one
  IF EXISTS (SELECT FROM invoices WHERE finalized_at IS NOT NULL AND (business_id, id) IN
             ((OLD.business_id, OLD.invoice_id), (NEW.business_id, NEW.invoice_id))) THEN
    RAISE EXCEPTION 'invoice % is final and its lines cannot be changed', COALESCE(OLD.invoice_id, NEW.invoice_id);
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER keep_finalized_lines BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
  FOR EACH ROW EXECUTE FUNCTION keep_finalized_lines();

CREATE TABLE invoice_history (
  business_id text NOT NULL,
  id text NOT NULL,
  invoice_id text NOT NULL,
  kind text NOT NULL,
  happened_at timestamptz NOT NULL,
  actor text,
  details jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices ON DELETE CASCADE
);
CREATE INDEX invoice_history_invoice ON invoice_history (business_id, invoice_id, id);

CREATE TABLE pay_links (
  business_id text NOT NULL,
  id text NOT NULL,
  invoice_id text NOT NULL,
  token_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  voided_at timestamptz,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices
);
CREATE INDEX pay_links_invoice ON pay_links (business_id, invoice_id);

CREATE TABLE payments (
  business_id text NOT NULL,
  id text NOT NULL,
  invoice_id text NOT NULL,
  customer_id text NOT NULL,
  processor text NOT NULL CHECK (processor IN ('stripe', 'manual')),
  connection_id text,
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  status text NOT NULL CHECK (status IN ('started', 'processing', 'succeeded', 'failed', 'canceled', 'unknown')),
  amount_minor amount_minor NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  created_at timestamptz NOT NULL,
  -- the question, written down before it is asked
  session_state text CHECK (session_state IN ('opening', 'open', 'complete', 'expired')),
  session_request jsonb,
  session_expires_at timestamptz,
  session_id text,
  session_url text,
  -- a declined try inside another payment's session, kept visible with its reason
  attempt_of text,
  processor_charge_id text,
  -- what the processor told
  processor_payment_id text,
  method_type text,
  method_brand text,
  method_last4 text,
  failure_code text,
  failure_message text,
  collected_at timestamptz,
  fee_minor amount_minor,
  net_minor amount_minor,
  settlement_currency text,
  settled_minor amount_minor,
  exchange_rate numeric,
  -- what became of the money
  applied_minor amount_minor NOT NULL DEFAULT 0 CHECK (applied_minor >= 0),
  unapplied_minor amount_minor NOT NULL DEFAULT 0 CHECK (unapplied_minor >= 0),
  refunded_minor amount_minor NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  unapplied_reason text,
  recorded_on date,
  cleared_at timestamptz,
  receipt_number text,
  -- by hand
  paid_on date,
  deposit_account_id text,
  reference text,
  recorded_by text,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices,
  FOREIGN KEY (business_id, customer_id) REFERENCES customers,
  FOREIGN KEY (business_id, connection_id) REFERENCES connections,
  FOREIGN KEY (business_id, deposit_account_id) REFERENCES accounts,
  UNIQUE (business_id, connection_id, session_id),
  UNIQUE (business_id, connection_id, processor_payment_id),
  UNIQUE (business_id, connection_id, processor_charge_id),
  UNIQUE (business_id, receipt_number),
  CHECK ((processor = 'manual') = (connection_id IS NULL)),
  CHECK (status <> 'succeeded' OR collected_at IS NOT NULL),
  CHECK (cleared_at IS NOT NULL
         OR applied_minor + unapplied_minor + refunded_minor = CASE WHEN status = 'succeeded' THEN amount_minor ELSE 0 END)
);
CREATE INDEX payments_invoice ON payments (business_id, invoice_id);
-- At most one live payment page per invoice (I14).
CREATE UNIQUE INDEX payments_one_open_session ON payments (business_id, invoice_id)
  WHERE session_state IN ('opening', 'open');
CREATE INDEX payments_unfinished ON payments (business_id, connection_id)
  WHERE status IN ('started', 'processing', 'unknown');

-- Money given back of a payment: asked for here, or at the processor. The row that reserves it is
-- written before the processor is asked.
CREATE TABLE refunds (
  business_id text NOT NULL,
  id text NOT NULL,
  payment_id text NOT NULL,
  connection_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('started', 'unknown', 'pending', 'succeeded', 'failed', 'canceled')),
  amount_minor amount_minor NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  reason text,
  is_reopening boolean NOT NULL, -- whether what it takes from the invoice is due again
  requested_at timestamptz NOT NULL,
  processor_refund_id text,
  failure_message text,
  -- what it took once the processor accepted it; given back when it fails later
  booked_at timestamptz,
  from_unapplied_minor amount_minor NOT NULL DEFAULT 0 CHECK (from_unapplied_minor >= 0),
  from_applied_minor amount_minor NOT NULL DEFAULT 0 CHECK (from_applied_minor >= 0),
  settled_minor amount_minor,
  settlement_currency text,
  restored_at timestamptz,
  recorded_on date,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, payment_id) REFERENCES payments,
  FOREIGN KEY (business_id, connection_id) REFERENCES connections,
  UNIQUE (business_id, connection_id, processor_refund_id),
  CHECK (from_unapplied_minor + from_applied_minor = CASE WHEN booked_at IS NULL THEN 0 ELSE amount_minor END),
  CHECK (restored_at IS NULL OR booked_at IS NOT NULL)
);
CREATE INDEX refunds_payment ON refunds (business_id, payment_id);

-- A payer's bank taking a payment back, and what moved with it. Each movement is booked once.
CREATE TABLE disputes (
  business_id text NOT NULL,
  id text NOT NULL,
  payment_id text NOT NULL,
  connection_id text NOT NULL,
  processor_dispute_id text NOT NULL,
  status text NOT NULL,
  amount_minor amount_minor NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  evidence_due_by timestamptz,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, payment_id) REFERENCES payments,
  FOREIGN KEY (business_id, connection_id) REFERENCES connections,
  UNIQUE (business_id, connection_id, processor_dispute_id)
);
CREATE INDEX disputes_payment ON disputes (business_id, payment_id);

CREATE TABLE dispute_movements (
  business_id text NOT NULL,
  dispute_id text NOT NULL,
  transaction_id text NOT NULL, -- the processor's
  amount_minor amount_minor NOT NULL, -- negative: taken from the balance
  fee_minor amount_minor NOT NULL,
  currency text NOT NULL,
  recorded_on date,
  PRIMARY KEY (business_id, transaction_id),
  FOREIGN KEY (business_id, dispute_id) REFERENCES disputes
);
CREATE INDEX dispute_movements_dispute ON dispute_movements (business_id, dispute_id);

-- What counts against an invoice, as it happened: a payment applied, taken back, cleared (negative).
-- Append-only; what is paid and due is the sum.
CREATE TABLE invoice_applications (
  business_id text NOT NULL,
  id text NOT NULL,
  invoice_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('payment', 'credit')),
  source_id text NOT NULL, -- the payment, or the refund that gave the credit
  cause_id text NOT NULL, -- what moved it: the payment itself, an allocation, a refund
  method text NOT NULL, -- how, as documents say it: card, bank transfer
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  amount_minor amount_minor NOT NULL CHECK (amount_minor <> 0),
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices
);
CREATE INDEX invoice_applications_invoice ON invoice_applications (business_id, invoice_id);
CREATE INDEX invoice_applications_source ON invoice_applications (business_id, source_id);
CREATE INDEX invoice_applications_cause ON invoice_applications (business_id, cause_id);

-- Money of a customer that no invoice has used yet, as it came and went. Append-only; the credit
-- is the sum.
CREATE TABLE customer_credits (
  business_id text NOT NULL,
  id text NOT NULL,
  customer_id text NOT NULL,
  payment_id text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  amount_minor amount_minor NOT NULL CHECK (amount_minor <> 0),
  currency text NOT NULL,
  happened_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, customer_id) REFERENCES customers
);
CREATE INDEX customer_credits_customer ON customer_credits (business_id, customer_id);

CREATE TABLE webhook_events (
  business_id text NOT NULL,
  connection_id text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  payment_id text, -- which of our payments it was about, when we could tell
  received_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, connection_id, event_id),
  FOREIGN KEY (business_id, connection_id) REFERENCES connections
);

CREATE TABLE mails (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  kind text NOT NULL,
  cause text NOT NULL, -- what it tells about; with the kind, the reason it is written only once
  invoice_id text,
  recipients text[] NOT NULL CHECK (cardinality(recipients) BETWEEN 1 AND 5),
  content_sealed bytea NOT NULL,
  is_pdf_attached boolean NOT NULL DEFAULT false,
  message_id text NOT NULL,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  failed_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, kind, cause)
);
CREATE INDEX mails_invoice ON mails (business_id, invoice_id);
CREATE INDEX mails_waiting ON mails (business_id) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE audit_entries (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  happened_at timestamptz NOT NULL,
  actor_type text NOT NULL CHECK (actor_type IN ('member', 'api_key', 'command_line', 'system')),
  actor_id text,
  actor_name text NOT NULL,
  ip_address text,
  action text NOT NULL,
  target_type text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (business_id, id)
);

CREATE TABLE idempotency_keys (
  business_id text NOT NULL REFERENCES businesses,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  running_until timestamptz,
  status integer,
  answer_sealed bytea,
  PRIMARY KEY (business_id, key)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['number_series', 'customers', 'accounts', 'connections', 'invoices',
    'invoice_lines', 'invoice_history', 'refunds', 'disputes', 'dispute_movements', 'invoice_applications', 'customer_credits', 'pay_links', 'payments', 'webhook_events', 'mails',
    'audit_entries', 'idempotency_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_business ON %I USING (business_id = current_setting(''app.business'', true))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO quittance_app', name);
  END LOOP;
END $$;

ALTER TABLE businesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE businesses FORCE ROW LEVEL SECURITY;
CREATE POLICY own_business ON businesses USING (id = current_setting('app.business', true));
GRANT SELECT, INSERT, UPDATE ON businesses TO quittance_app;
REVOKE UPDATE, DELETE ON audit_entries, invoice_history, invoice_applications, customer_credits FROM quittance_app;
GRANT DELETE ON invoice_history TO quittance_app; -- with its draft
