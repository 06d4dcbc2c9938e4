-- Double entry, append-only: debit positive, credit negative, zero per transaction and currency.
-- The database itself refuses a transaction that does not balance, a changed entry, and anything
-- dated inside a closed period (I1, I3, I10).

CREATE TABLE ledger_transactions (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  occurred_on date NOT NULL,
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  cause_type text NOT NULL,
  cause_id text NOT NULL,
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, cause_type, cause_id) -- each thing that happened is booked once
);

CREATE TABLE ledger_entries (
  business_id text NOT NULL,
  id text NOT NULL,
  transaction_id text NOT NULL,
  account_id text NOT NULL,
  amount_minor amount_minor NOT NULL CHECK (amount_minor <> 0),
  currency text NOT NULL,
  PRIMARY KEY (business_id, id),
  FOREIGN KEY (business_id, transaction_id) REFERENCES ledger_transactions,
  FOREIGN KEY (business_id, account_id) REFERENCES accounts
);
CREATE INDEX ledger_entries_transaction ON ledger_entries (business_id, transaction_id);
CREATE INDEX ledger_entries_account ON ledger_entries (business_id, account_id);

CREATE FUNCTION require_balanced_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  off record;
BEGIN
  SELECT currency, sum(amount_minor) AS total INTO off FROM ledger_entries
    WHERE business_id = NEW.business_id AND transaction_id = NEW.transaction_id
    GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is off by % %', NEW.transaction_id, off.total, off.currency;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER require_balanced_transaction AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_transaction();

-- A transaction is closed once it is committed: entries join only in the transaction that made it.
CREATE FUNCTION require_own_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.business_id = NEW.business_id
                 AND t.id = NEW.transaction_id AND t.xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'ledger transaction % is already posted', NEW.transaction_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER require_own_transaction BEFORE INSERT ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION require_own_transaction();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- FOR SHARE makes a posting and a closing of the period wait for each other.
CREATE FUNCTION require_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  locked_through date;
BEGIN
  SELECT books_locked_through INTO locked_through FROM businesses WHERE id = NEW.business_id FOR SHARE;
  IF NEW.occurred_on <= locked_through THEN
    RAISE EXCEPTION 'books are closed through %', locked_through USING ERRCODE = 'QU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER require_open_period BEFORE INSERT ON ledger_transactions
  FOR EACH ROW EXECUTE FUNCTION require_open_period();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_transactions', 'ledger_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_business ON %I USING (business_id = current_setting(''app.business'', true))', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO quittance_app', name);
  END LOOP;
END $$;

-- Jobs are added in the transaction that causes them. The queue's own tables belong to the owner;
-- the application may add jobs and nothing else.
CREATE FUNCTION add_job(task text, payload json, job_key text, run_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, run_at => coalesce(add_job.run_at, now()), job_key => add_job.job_key);
END $$;
REVOKE ALL ON FUNCTION add_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_job TO quittance_app;
