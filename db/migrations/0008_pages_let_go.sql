-- A payment page that nobody could close, since its key was turned down or is of another account: money
-- may still be collected there. Looked up again when the connection gets a key that sees it.
ALTER TABLE payments ADD COLUMN let_go_at timestamptz;
CREATE INDEX payments_let_go ON payments (business_id, connection_id) WHERE let_go_at IS NOT NULL;
