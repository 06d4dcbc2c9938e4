-- Where payers fill in the payment form: on the processor's page, or in a pop-up on ours [R30].

ALTER TABLE businesses ADD COLUMN payment_form text NOT NULL DEFAULT 'redirect'
  CHECK (payment_form IN ('redirect', 'popup'));

-- Not a secret: the processor's script sends it from every payer's browser.
ALTER TABLE connections ADD COLUMN publishable_key text
  CHECK (publishable_key IS NULL OR disconnected_at IS NULL);

-- What opens the form of a session in a pop-up: whoever has it can pay there and read what is asked.
ALTER TABLE payments ADD COLUMN session_secret_sealed bytea
  CHECK (session_secret_sealed IS NULL OR session_url IS NULL);
