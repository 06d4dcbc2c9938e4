-- Which secret key the database is sealed with, without telling anything about the key; and when a
-- backup was last put in its place.
ALTER TABLE installation
  ADD COLUMN key_check text,
  ADD COLUMN restored_at timestamptz;
