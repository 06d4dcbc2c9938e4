-- An invoice that is to be sent on a later day. What is kept is the day and not a moment: which moment
-- that is follows from the time zone the business has when the day comes.
CREATE TABLE scheduled_sendings (
  business_id text NOT NULL,
  id text NOT NULL,
  invoice_id text NOT NULL,
  send_on date NOT NULL,
  -- what the sender wrote; NULL takes what is usual on that day
  recipients text[] CHECK (cardinality(recipients) BETWEEN 1 AND 5),
  subject text,
  message text,
  is_pdf_attached boolean NOT NULL,
  planned_at timestamptz NOT NULL,
  planned_by text NOT NULL,
  -- what kept it from being sent, since when, and the last day on which it was tried
  held_since timestamptz,
  held_reason text CHECK (held_reason IN
    ('books_closed', 'no_recipient', 'no_lines', 'business_suspended', 'backup_restored', 'paid_in_test',
     'not_final', 'failed')),
  tried_on date,
  -- since when each try failed by something else than a refusal
  failing_since timestamptz,
  ended_at timestamptz,
  ended_as text CHECK (ended_as IN
    ('sent', 'canceled', 'replaced', 'sent_by_hand', 'voided', 'paid', 'customer_changed')),
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices ON DELETE CASCADE,
  CHECK ((held_since IS NULL) = (held_reason IS NULL)),
  CHECK ((held_since IS NULL) = (tried_on IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
CREATE INDEX scheduled_sendings_invoice ON scheduled_sendings (business_id, invoice_id);
-- An invoice is planned to be sent once, or not at all.
CREATE UNIQUE INDEX scheduled_sendings_one_open ON scheduled_sendings (business_id, invoice_id)
  WHERE ended_at IS NULL;
CREATE INDEX scheduled_sendings_by_day ON scheduled_sendings (business_id, send_on)
  WHERE ended_at IS NULL;

ALTER TABLE scheduled_sendings ENABLE ROW LEVEL SECURITY;
ALTER TABLE scheduled_sendings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_business ON scheduled_sendings
  USING (business_id = current_setting('app.business', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_sendings TO quittance_app;
