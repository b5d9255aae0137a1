-- Messages that are to appear later.
CREATE TABLE scheduled (
  number          INTEGER PRIMARY KEY,  -- of two for the same time, the lower one comes first
  id              BLOB NOT NULL UNIQUE, -- the ULID that the message will have
  channel         INTEGER NOT NULL,
  at              INTEGER NOT NULL,     -- milliseconds since 1970, as expires
  kind            INTEGER NOT NULL,     -- 0 text, 1 JSON
  data            BLOB NOT NULL,
  idempotency_key TEXT,
  replace_key     TEXT,
  expires         INTEGER NOT NULL
);

CREATE INDEX scheduled_at ON scheduled (at, number);

CREATE UNIQUE INDEX scheduled_key ON scheduled (channel, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
