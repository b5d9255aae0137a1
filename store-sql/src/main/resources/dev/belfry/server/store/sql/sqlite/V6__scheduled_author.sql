-- Who scheduled a message, who alone may take it back beside backends; empty for nobody in
-- particular.
ALTER TABLE scheduled ADD COLUMN author TEXT NOT NULL DEFAULT '';
