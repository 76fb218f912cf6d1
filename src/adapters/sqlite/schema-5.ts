/**
 * Boards that are set aside, and sessions that do not count any more because their cell was begun anew, whole, on another
 * board. Both are added and never taken away; `accepted` is "one accepted result per session" among those that count.
 */
export const schema5 = `
ALTER TABLE attempt ADD COLUMN superseded TEXT;

DROP INDEX accepted;
CREATE UNIQUE INDEX accepted ON attempt (run_set, cell, work, ifnull(ordinal, 0), fingerprint)
  WHERE outcome = 'succeeded' AND cell IS NOT NULL AND superseded IS NULL;
CREATE INDEX superseded ON attempt (run_set, cell) WHERE superseded IS NOT NULL;

CREATE TABLE aside (
  number INTEGER PRIMARY KEY,
  run_set TEXT NOT NULL REFERENCES run_set (id),
  board TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('recovering', 'for-good', 'silent', 'admitted')),
  because TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX aside_of ON aside (run_set, board);
`;
