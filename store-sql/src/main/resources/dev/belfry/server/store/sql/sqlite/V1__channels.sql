-- One row: what the database knows of itself.
CREATE TABLE store (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  epoch    TEXT NOT NULL,     -- of all offsets here
  boot     TEXT NOT NULL,     -- which boot of the machine wrote last; empty where it can't be known
  sync     TEXT NOT NULL,     -- and with which store.sync
  clean    INTEGER NOT NULL,  -- 1 after an orderly end
  restored INTEGER NOT NULL,  -- 1 in a backup: whoever opens it begins a new epoch
  openings INTEGER NOT NULL   -- counted up to find out whether a commit succeeds
);

-- A channel stays when all its messages are gone, so that no offset is used twice.
CREATE TABLE channel (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  head  INTEGER NOT NULL,     -- the last offset given
  lost  INTEGER NOT NULL,     -- the last offset trimmed
  count INTEGER NOT NULL,     -- messages kept
  bytes INTEGER NOT NULL      -- what they cost by the history's measure
);

CREATE TABLE message (
  channel     INTEGER NOT NULL,
  place       INTEGER NOT NULL,  -- its offset
  id          BLOB NOT NULL,     -- a ULID
  time        INTEGER NOT NULL,  -- milliseconds since 1970, as expires
  kind        INTEGER NOT NULL,  -- 0 text, 1 JSON
  data        BLOB NOT NULL,
  replace_key TEXT,
  expires     INTEGER NOT NULL,
  PRIMARY KEY (channel, place)
) WITHOUT ROWID;

CREATE UNIQUE INDEX message_replace ON message (channel, replace_key)
  WHERE replace_key IS NOT NULL;

-- The answers given under idempotency keys.
CREATE TABLE idempotency_key (
  channel INTEGER NOT NULL,
  text    TEXT NOT NULL,
  digest  BLOB NOT NULL,         -- of the body
  place   INTEGER NOT NULL,
  id      BLOB NOT NULL,
  time    INTEGER NOT NULL,
  PRIMARY KEY (channel, text)
) WITHOUT ROWID;

CREATE INDEX idempotency_key_time ON idempotency_key (time);
