/**
 * What is kept of boards between runs. `board` is a memory and no record: the last answer replaces the one before, and
 * what a measurement ran on is in `environment`. A canary is of no run set, hence a table of its own (decision 0007).
 */
export const schema4 = `
CREATE TABLE board (
  board TEXT NOT NULL PRIMARY KEY,
  endpoint TEXT,
  facts TEXT,
  identity TEXT,
  looked_at TEXT,
  trouble TEXT,
  trouble_at TEXT,
  CHECK ((facts IS NULL) = (looked_at IS NULL)),
  CHECK ((facts IS NULL) = (identity IS NULL)),
  CHECK ((trouble IS NULL) = (trouble_at IS NULL))
) STRICT;

CREATE TABLE canary (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  board TEXT NOT NULL,
  machine TEXT,
  opened_at TEXT NOT NULL,
  ended_at TEXT,
  measure TEXT,
  verdict TEXT,
  environment TEXT,
  CHECK ((ended_at IS NULL) = (environment IS NULL))
) STRICT;

CREATE INDEX canary_of_board ON canary (board);
`;
