-- What a payment's later life needs: requests that are made once even when the process dies before
-- it answers, credits and losses that become due again, payouts, alerts, and a daily comparison of
-- the processor with the books.

-- What a request made, written in the transaction that makes it: a request that died before it
-- answered is not made again.
ALTER TABLE idempotency_keys ADD COLUMN effect_id text;

ALTER TABLE payments
  -- Recorded by hand and taken back: all of it counts as given back.
  ADD COLUMN reversed_at timestamptz,
  ADD CONSTRAINT payments_reversed_check CHECK (reversed_at IS NULL OR processor = 'manual'),
  ADD COLUMN unknown_since timestamptz,
  ADD COLUMN alerted_at timestamptz,
  ADD COLUMN payout_id text;
CREATE INDEX payments_collected ON payments (business_id, connection_id, collected_at)
  WHERE status = 'succeeded';

ALTER TABLE refunds
  ADD COLUMN reopened_at timestamptz,
  ADD COLUMN alerted_at timestamptz;

-- A lost dispute whose amount the customer owes again: what it took from the payment. Won after all,
-- it is given back.
ALTER TABLE disputes
  ADD COLUMN reopened_at timestamptz,
  ADD COLUMN restored_at timestamptz,
  ADD COLUMN from_unapplied_minor amount_minor NOT NULL DEFAULT 0 CHECK (from_unapplied_minor >= 0),
  ADD COLUMN from_applied_minor amount_minor NOT NULL DEFAULT 0 CHECK (from_applied_minor >= 0),
  ADD CONSTRAINT disputes_restored_check CHECK (restored_at IS NULL OR reopened_at IS NOT NULL);

ALTER TABLE connections
  -- Deliveries signed with the former secret may still be under way until then.
  ADD COLUMN webhook_former_until timestamptz,
  ADD COLUMN webhook_checked_at timestamptz,
  ADD COLUMN compared_at timestamptz,
  ADD COLUMN open_differences integer NOT NULL DEFAULT 0,
  -- Currencies the processor settles in; empty as long as nobody told.
  ADD COLUMN settlement_currencies text[] NOT NULL DEFAULT '{}',
  -- Since when the processor has not answered the sweep.
  ADD COLUMN away_since timestamptz,
  ADD COLUMN away_told_at timestamptz,
  ADD COLUMN comparing_since timestamptz;

-- When a delivery brought the event; an event that only the sweep found has none.
ALTER TABLE webhook_events ADD COLUMN delivered_at timestamptz;
CREATE INDEX webhook_events_undelivered ON webhook_events (business_id, connection_id, received_at)
  WHERE delivered_at IS NULL;
UPDATE webhook_events SET delivered_at = received_at;
UPDATE payments SET unknown_since = created_at WHERE status = 'unknown';

-- Money on its way from the processor to the bank.
CREATE TABLE payouts (
  business_id text NOT NULL REFERENCES businesses (id),
  connection_id text NOT NULL,
  id text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  amount_minor amount_minor NOT NULL,
  currency text NOT NULL,
  arrives_on date NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, connection_id, id),
  FOREIGN KEY (business_id, connection_id) REFERENCES connections (business_id, id)
);

-- What the processor holds and the books do not, or the other way round.
CREATE TABLE differences (
  business_id text NOT NULL REFERENCES businesses (id),
  id text NOT NULL,
  connection_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('not_recorded', 'amount_differs', 'fee_differs', 'refunds_differ',
    'dispute_missing', 'not_at_processor', 'unknown_invoice')),
  payment_id text,
  processor_payment_id text NOT NULL,
  ours_minor amount_minor,
  ours_currency text,
  theirs_minor amount_minor,
  theirs_currency text,
  found_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text CHECK (closed_by IN ('itself', 'repair')),
  PRIMARY KEY (business_id, id),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
  FOREIGN KEY (business_id, connection_id) REFERENCES connections (business_id, id),
  FOREIGN KEY (business_id, payment_id) REFERENCES payments (business_id, id)
);
CREATE UNIQUE INDEX differences_open ON differences (business_id, connection_id, processor_payment_id, kind)
  WHERE closed_at IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['payouts', 'differences'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_business ON %I USING (business_id = current_setting(''app.business'', true))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO quittance_app', name);
  END LOOP;
END $$;
