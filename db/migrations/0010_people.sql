-- People of a business beside its owner: invited by mail, and let in by more than a password [R50].

-- An invitation that is open. Accepted, it becomes the member with its id; withdrawn, it is gone.
-- The secret of its link is in page_tokens, by hash, and, sealed, in the letter that carries it.
CREATE TABLE invitations (
  business_id text NOT NULL REFERENCES businesses,
  id text NOT NULL,
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'creator', 'accountant', 'viewer')),
  invited_by text NOT NULL,
  letters integer NOT NULL DEFAULT 1, -- how often it was mailed
  is_shown boolean NOT NULL, -- whether somebody else saw the link, so that using it proves no address
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, email)
);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_business ON invitations USING (business_id = current_setting('app.business', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO quittance_app;

ALTER TABLE page_tokens
  DROP CONSTRAINT page_tokens_kind_check,
  ADD CONSTRAINT page_tokens_kind_check CHECK (kind IN ('online_page', 'pay_link', 'invitation'));
CREATE INDEX page_tokens_target ON page_tokens (business_id, target_id);

-- The newest link with which a person may choose a new password, by hash.
CREATE TABLE password_resets (
  user_id text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  is_mailed boolean NOT NULL, -- or handed over by whoever runs the installation
  expires_at timestamptz NOT NULL
);

ALTER TABLE users ADD COLUMN two_factor_enabled boolean NOT NULL DEFAULT false;

-- What makes the codes of an authenticator app, and the codes kept for the day the phone is lost.
-- Both encrypted by the sign-in library, with a key that comes from the installation's.
CREATE TABLE second_factors (
  id text PRIMARY KEY,
  user_id text NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean NOT NULL DEFAULT true,
  failed_verification_count integer NOT NULL DEFAULT 0,
  locked_until timestamptz
);

-- Public keys: there is nothing in them that could sign in.
CREATE TABLE passkeys (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
  name text,
  public_key text NOT NULL,
  credential_id text NOT NULL UNIQUE,
  counter integer NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  aaguid text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX passkeys_user ON passkeys (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets, second_factors, passkeys TO quittance_app;
