/**
 * Conversions of a board's own, whose artifacts hang on its facts; when an artifact was used last and how it compared with
 * its source, for who looks after the cache. Where cells wait for conversions hangs on their boards too: standings are filled
 * again at the next opening.
 */
export const schema7 = `
ALTER TABLE attempt ADD COLUMN per_board INTEGER NOT NULL DEFAULT 0 CHECK (per_board IN (0, 1));

ALTER TABLE artifact ADD COLUMN used_at TEXT;
ALTER TABLE artifact ADD COLUMN checked TEXT;
CREATE INDEX artifact_of ON artifact (digest);

DELETE FROM standing;
DELETE FROM place;
`;
