-- Which channels have messages, apart from how many: trimming by age looks at these alone, however many
-- channels are empty, and the index changes only when a channel gets its first message or loses its last.
ALTER TABLE channel ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;

UPDATE channel SET kept = 1 WHERE count > 0;

CREATE INDEX channel_kept ON channel (id) WHERE kept = 1;
