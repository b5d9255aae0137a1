-- Rows lie in the order in which they were written, so that a group touches few pages, whatever
-- channels it is for; only the index has a place for each channel.
CREATE TABLE appended (
  number      INTEGER PRIMARY KEY,
  channel     INTEGER NOT NULL,
  place       INTEGER NOT NULL,  -- its offset
  id          BLOB NOT NULL,     -- a ULID
  time        INTEGER NOT NULL,  -- milliseconds since 1970, as expires
  kind        INTEGER NOT NULL,  -- 0 text, 1 JSON
  data        BLOB NOT NULL,
  replace_key TEXT,
  expires     INTEGER NOT NULL,
  origin      BLOB               -- the name of the session that published it, a ULID, where its
                                 -- channel does not echo
);

INSERT INTO appended (channel, place, id, time, kind, data, replace_key, expires)
  SELECT channel, place, id, time, kind, data, replace_key, expires FROM message
  ORDER BY channel, place;

DROP TABLE message;

ALTER TABLE appended RENAME TO message;

CREATE UNIQUE INDEX message_place ON message (channel, place);

CREATE UNIQUE INDEX message_replace ON message (channel, replace_key)
  WHERE replace_key IS NOT NULL;
