-- Written to find out whether there is room for messages, and taken out again.
ALTER TABLE store ADD COLUMN filler BLOB;
