-- The name of the session that published a message, a ULID, where its channel does not echo.
ALTER TABLE message ADD COLUMN origin BLOB;
