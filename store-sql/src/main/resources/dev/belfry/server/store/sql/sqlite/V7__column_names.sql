-- The names that the code has for these.
ALTER TABLE channel RENAME COLUMN lost TO trimmed_through;
ALTER TABLE message RENAME COLUMN place TO message_offset;
ALTER TABLE message RENAME COLUMN origin TO publisher_session;
ALTER TABLE idempotency_key RENAME COLUMN place TO message_offset;
