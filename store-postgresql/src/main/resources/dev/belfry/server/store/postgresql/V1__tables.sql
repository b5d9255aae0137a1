-- Each set of channels is a schema of its own: one with tables that are logged, one with tables
-- that are not (${unlogged} is empty or UNLOGGED).

-- One row: whose life this is. Unlogged, it is gone with all the rest after a crash.
CREATE ${unlogged} TABLE ${schema}.life (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  name     text NOT NULL,     -- the epoch of what is appended now
  previous text,              -- the one before; null where nobody knows
  system   bigint NOT NULL,   -- the cluster of databases, and its timeline, when this life began
  timeline text NOT NULL
);

-- A channel stays when all its messages are gone, so that no offset is used twice.
CREATE ${unlogged} TABLE ${schema}.channel (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name      text COLLATE "C" NOT NULL UNIQUE,
  life      text NOT NULL,     -- its epoch
  previous  text,              -- the epoch before, of which it has what lies up to base
  base      bigint NOT NULL,
  head      bigint NOT NULL,   -- the last offset given
  trimmed_through      bigint NOT NULL,   -- the last offset trimmed
  count     bigint NOT NULL,   -- messages kept
  bytes     bigint NOT NULL,   -- what they cost by the history's measure
  kept      boolean NOT NULL,  -- whether it may have messages
  count_max bigint NOT NULL,   -- its history by the policy that its last message came with
  bytes_max bigint NOT NULL,
  age_max   bigint NOT NULL    -- milliseconds
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- What retention goes through. No column in it changes with an append.
CREATE INDEX channel_kept ON ${schema}.channel (id) WHERE kept;

CREATE ${unlogged} TABLE ${schema}.message (
  channel     bigint NOT NULL,
  message_offset       bigint NOT NULL,    -- its offset
  id          uuid NOT NULL,      -- a ULID
  time        bigint NOT NULL,    -- milliseconds since 1970, as expires
  kind        smallint NOT NULL,  -- 0 text, 1 JSON
  data        bytea NOT NULL,
  replace_key bytea,              -- UTF-8
  expires     bigint,             -- null for never
  publisher_session      uuid,               -- the session that published it, where its channel does not echo
  PRIMARY KEY (channel, message_offset)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.2);

CREATE UNIQUE INDEX message_replace ON ${schema}.message (channel, replace_key)
  WHERE replace_key IS NOT NULL;

CREATE INDEX message_expires ON ${schema}.message (expires) WHERE expires IS NOT NULL;

-- The answers given under idempotency keys.
CREATE ${unlogged} TABLE ${schema}.idempotency_key (
  channel bigint NOT NULL,
  text    bytea NOT NULL,     -- UTF-8
  digest  bytea NOT NULL,     -- of the body
  life    text NOT NULL,      -- the position that was answered
  message_offset   bigint NOT NULL,
  id      uuid NOT NULL,
  time    bigint NOT NULL,
  PRIMARY KEY (channel, text)
);

CREATE INDEX idempotency_key_time ON ${schema}.idempotency_key (time);

-- Messages that are to appear later.
CREATE ${unlogged} TABLE ${schema}.scheduled (
  number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              uuid NOT NULL UNIQUE,  -- the one that the message will have
  channel         bigint NOT NULL,
  at              bigint NOT NULL,       -- milliseconds since 1970, as expires
  kind            smallint NOT NULL,
  data            bytea NOT NULL,
  idempotency_key bytea,
  digest          bytea,
  replace_key     bytea,
  expires         bigint,
  author          bytea NOT NULL,        -- UTF-8; who may take it back
  cost            bigint NOT NULL        -- by the measure of the schedule's bounds
);

CREATE INDEX scheduled_at ON ${schema}.scheduled (at, number);

CREATE UNIQUE INDEX scheduled_key ON ${schema}.scheduled (channel, idempotency_key)
  WHERE idempotency_key IS NOT NULL;

-- One row: how much is scheduled.
CREATE ${unlogged} TABLE ${schema}.scheduled_total (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  messages bigint NOT NULL,
  bytes    bigint NOT NULL
) WITH (fillfactor = 20);

-- The nodes, and how many groups each has committed.
CREATE ${unlogged} TABLE ${schema}.node (
  id   text PRIMARY KEY,
  seq  bigint NOT NULL,
  seen bigint NOT NULL       -- when it last committed one
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0.05);
