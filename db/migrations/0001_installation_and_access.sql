-- What belongs to the installation as a whole: who may sign in, which business an address seen from
-- outside belongs to. These tables carry no row-level security: they are how a request finds its
-- business in the first place, and hold nothing but ids, hashes and sign-in data.

DO $$
BEGIN
  CREATE ROLE quittance_app NOLOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, not the database
END $$;
GRANT quittance_app TO CURRENT_USER;

CREATE TABLE installation (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id text NOT NULL,
  created_at timestamptz NOT NULL
);

-- Which business an id met outside (a webhook's address, a command's argument) belongs to.
CREATE TABLE directory (
  id text PRIMARY KEY,
  business_id text NOT NULL
);
CREATE INDEX directory_business ON directory (business_id);

-- Secrets in links, by hash: which page of which business a token opens.
CREATE TABLE page_tokens (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  business_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('online_page', 'pay_link')),
  target_id text NOT NULL
);

CREATE TABLE users (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sign_in_sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_sessions_user ON sign_in_sessions (user_id);

CREATE TABLE sign_in_methods (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_methods_user ON sign_in_methods (user_id);

CREATE TABLE sign_in_verifications (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_verifications_identifier ON sign_in_verifications (identifier);

CREATE TABLE members (
  business_id text NOT NULL,
  id text NOT NULL,
  user_id text NOT NULL REFERENCES users,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'creator', 'accountant', 'viewer')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (business_id, id),
  UNIQUE (business_id, user_id)
);
CREATE INDEX members_user ON members (user_id);

CREATE TABLE api_keys (
  business_id text NOT NULL,
  id text NOT NULL,
  key_hash bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
  hint text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'creator', 'accountant', 'viewer')),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (business_id, id)
);

-- Attempts counted per key (address, link, business), so that every app process sees the same.
CREATE TABLE attempt_limits (
  key text PRIMARY KEY,
  points integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA public TO quittance_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  installation, directory, page_tokens, users, sign_in_sessions, sign_in_methods,
  sign_in_verifications, members, api_keys, attempt_limits TO quittance_app;
