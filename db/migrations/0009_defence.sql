-- Card testing: somebody tries stolen cards on a pay link. What counts are the declined tries, which
-- are payments already. Written down here is that no new payment page is opened for a while: for one
-- invoice, for one payer's address, or for the whole business.
CREATE TABLE payment_pauses (
  business_id text NOT NULL REFERENCES businesses (id),
  id text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('invoice', 'address', 'business')),
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  invoice_id text,
  payer_hash bytea CHECK (octet_length(payer_hash) = 32),
  declines integer NOT NULL CHECK (declines > 0),
  began_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > began_at),
  lifted_at timestamptz,
  lifted_by text,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id),
  CHECK ((scope = 'invoice') = (invoice_id IS NOT NULL)),
  CHECK ((scope = 'address') = (payer_hash IS NOT NULL)),
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE INDEX payment_pauses_by_end ON payment_pauses (business_id, ends_at);

-- Who was last led to the payment page, as a keyed hash of the network address: enough to tell that it
-- is the same one again, and not who it is.
ALTER TABLE payments ADD COLUMN payer_hash bytea CHECK (octet_length(payer_hash) = 32);
CREATE INDEX payments_declined ON payments (business_id, created_at) WHERE attempt_of IS NOT NULL;

ALTER TABLE businesses
  -- Whether the online page of a new invoice is on [R4], and whether payers get a receipt by mail [R34].
  ADD COLUMN online_view_default boolean NOT NULL DEFAULT true,
  ADD COLUMN receipt_mails boolean NOT NULL DEFAULT true;

-- The picture itself; businesses.logo holds its name, which is also its address.
CREATE TABLE logos (
  business_id text NOT NULL PRIMARY KEY REFERENCES businesses (id),
  name text NOT NULL,
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 524288)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['payment_pauses', 'logos'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_business ON %I USING (business_id = current_setting(''app.business'', true))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO quittance_app', name);
  END LOOP;
END $$;
