-- Inboxes. A feed is a row of entries at places 1, 2, 3, ...; each user has one, whose number is
-- that of the user, negative, and others are shared. Texts of users are bytes, as UTF-8.

CREATE TABLE inbox_feed (
  number    INTEGER PRIMARY KEY,
  name      BLOB NOT NULL UNIQUE,
  head      INTEGER NOT NULL,  -- the last place given
  lost      INTEGER NOT NULL,  -- the last place below the window
  at        INTEGER NOT NULL,  -- of its newest entry, microseconds since 1970
  changes   INTEGER NOT NULL,  -- how often an older entry was taken out
  followers INTEGER NOT NULL
);

INSERT INTO inbox_feed (number, name, head, lost, at, changes, followers)
  VALUES (1, CAST('@everyone' AS BLOB), 0, 0, 0, 0, 0);

-- A user, with the user's own feed. No number is used twice.
CREATE TABLE inbox_person (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  name   BLOB NOT NULL UNIQUE,
  rev    INTEGER NOT NULL,  -- how often something of the user has changed
  head   INTEGER NOT NULL,
  lost   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  own    BLOB,              -- what the user did with the entries of the own feed
  prefs  BLOB
);

-- The shared feeds of a user: what the user did with their entries.
CREATE TABLE inbox_mark (
  person    INTEGER NOT NULL,
  feed      INTEGER NOT NULL,
  left_head INTEGER,        -- the feed's head when the user left it; null while it is followed
  sets      BLOB,
  PRIMARY KEY (person, feed)
) WITHOUT ROWID;

-- What was said, once for all who got it.
CREATE TABLE inbox_notification (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         BLOB NOT NULL UNIQUE,  -- a ULID
  author     BLOB NOT NULL,         -- who asked for it
  state      INTEGER NOT NULL,      -- 0 delivered, 1 retracted, 2 being delivered, 3 scheduled
  at         INTEGER NOT NULL,      -- when it appeared or will, milliseconds since 1970
  recipients INTEGER NOT NULL,
  expires    INTEGER,               -- milliseconds since 1970; null for never
  data       BLOB NOT NULL
);

CREATE INDEX inbox_notification_retracted ON inbox_notification (at) WHERE state = 1;

CREATE TABLE inbox_entry (
  feed         INTEGER NOT NULL,
  place        INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  notification INTEGER NOT NULL,
  id           BLOB NOT NULL,
  category     BLOB,
  tags         BLOB,
  grp          BLOB,
  expires      INTEGER,
  replace_key  BLOB,
  PRIMARY KEY (feed, place)
) WITHOUT ROWID;

CREATE INDEX inbox_entry_notification ON inbox_entry (notification, feed);

CREATE INDEX inbox_entry_replace ON inbox_entry (feed, replace_key)
  WHERE replace_key IS NOT NULL;

CREATE INDEX inbox_entry_expires ON inbox_entry (expires) WHERE expires IS NOT NULL;

-- How many more users have seen and read a place of a shared feed than the one before it.
CREATE TABLE inbox_tally (
  feed  INTEGER NOT NULL,
  place INTEGER NOT NULL,
  slot  INTEGER NOT NULL,   -- nodes add to slots of their own
  seen  INTEGER NOT NULL,
  read  INTEGER NOT NULL,
  PRIMARY KEY (feed, place, slot)
) WITHOUT ROWID;

-- Users that a notification in a shared feed is not for.
CREATE TABLE inbox_except (
  notification INTEGER NOT NULL,
  person       INTEGER NOT NULL,
  PRIMARY KEY (notification, person)
) WITHOUT ROWID;

CREATE INDEX inbox_except_person ON inbox_except (person);

-- Items that are hidden until a time, and where they stood.
CREATE TABLE inbox_snooze (
  person       INTEGER NOT NULL,
  notification INTEGER NOT NULL,
  until        INTEGER NOT NULL,  -- milliseconds since 1970
  feed         INTEGER NOT NULL,
  place        INTEGER NOT NULL,
  PRIMARY KEY (person, notification)
) WITHOUT ROWID;

CREATE INDEX inbox_snooze_until ON inbox_snooze (until);

CREATE INDEX inbox_snooze_notification ON inbox_snooze (notification);

-- Work that takes many transactions.
CREATE TABLE inbox_chore (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    INTEGER NOT NULL,  -- 1 notify, 2 retract, 3 erase
  subject INTEGER NOT NULL,  -- a notification; 0 for none
  cursor  INTEGER NOT NULL,  -- how far it is
  data    BLOB NOT NULL,
  touched INTEGER NOT NULL   -- when it went on last, milliseconds since 1970
);

CREATE INDEX inbox_chore_subject ON inbox_chore (subject);

-- Notifications that are to appear later, by their numbers.
CREATE TABLE inbox_scheduled (
  number INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  cost   INTEGER NOT NULL,
  data   BLOB NOT NULL       -- to whom
);

CREATE INDEX inbox_scheduled_at ON inbox_scheduled (at, number);

-- One row: how much is scheduled.
CREATE TABLE inbox_total (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL
);

INSERT INTO inbox_total (one, items, bytes) VALUES (1, 0, 0);

-- The answers given under idempotency keys.
CREATE TABLE inbox_key (
  text       BLOB NOT NULL PRIMARY KEY,
  digest     BLOB NOT NULL,
  id         BLOB NOT NULL,
  recipients INTEGER NOT NULL,
  time       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX inbox_key_time ON inbox_key (time);
