-- What a payment's later life needs: requests that are made once even when the process dies before
-- it answers, credits and losses that become due again, payouts, alerts, and a daily comparison of
-- the processor with the books.

-- What a request made, written in the transaction that makes it: a request that died before it
-- answered is not made again.
ALTER TABLE idempotency_keys ADD COLUMN effect_id text;

ALTER TABLE payments
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
  -- Currencies the processor settles in; empty as long as nobody told.
  ADD COLUMN settlement_currencies text[] NOT NULL DEFAULT '{}',
  ADD COLUMN away_told_at timestamptz;
