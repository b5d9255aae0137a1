-- What is too old leaves the feeds, the oldest first.
CREATE INDEX inbox_entry_at ON ${schema}.inbox_entry (at);

-- One row: the time by which age is measured, milliseconds since 1970; 0 where it never was.
CREATE ${unlogged} TABLE ${schema}.inbox_retention (
  one  bigint PRIMARY KEY CHECK (one = 1),
  time bigint NOT NULL
);

INSERT INTO ${schema}.inbox_retention (one, time) VALUES (1, 0);

-- How many events of shared feeds were committed, where other nodes are told of them.
CREATE ${unlogged} TABLE ${schema}.inbox_told (
  slot   bigint PRIMARY KEY,   -- nodes count in slots of their own
  events bigint NOT NULL
) WITH (fillfactor = 20);
