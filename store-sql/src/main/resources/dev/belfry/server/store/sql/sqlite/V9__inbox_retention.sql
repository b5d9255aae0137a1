-- What is too old leaves the feeds, the oldest first.
CREATE INDEX inbox_entry_at ON inbox_entry (at);

-- One row: the time by which age is measured, milliseconds since 1970; 0 where it never was.
CREATE TABLE inbox_retention (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  time INTEGER NOT NULL
);

INSERT INTO inbox_retention (one, time) VALUES (1, 0);

-- How many events of shared feeds were committed, where other nodes are told of them.
CREATE TABLE inbox_told (
  slot   INTEGER PRIMARY KEY,   -- nodes count in slots of their own
  events INTEGER NOT NULL
);
