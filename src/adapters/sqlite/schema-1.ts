/**
 * The first schema. Every table is STRICT: a value of the wrong type is refused when it is written. Law: rows are added
 * and never changed, but for an attempt that is closed once, a run set that ends or is amended, and the artifact cache.
 */

/**
 * Plans are frozen under a revision; `run_set.revision` names the one that counts, 0 while the first is being written.
 * WITHOUT ROWID is for narrow rows only: in such a table a row over a quarter of a page spills into a page of its own,
 * which made a plan of 100,000 cells 500 MB instead of 150.
 */
const plans = `
CREATE TABLE run_set (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  spec_path TEXT NOT NULL,
  inventory TEXT,
  seed INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE plan (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  spec TEXT NOT NULL,
  header TEXT NOT NULL,
  PRIMARY KEY (run_set, revision)
) STRICT;

CREATE TABLE cell (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  slug TEXT NOT NULL,
  kind TEXT NOT NULL,
  fingerprint TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (run_set, revision, position),
  UNIQUE (run_set, revision, key)
) STRICT;

CREATE TABLE step (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run_set, revision, position)
) STRICT;

CREATE TABLE fragment (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  revision INTEGER NOT NULL,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run_set, revision, number)
) STRICT;
`;

/**
 * `accepted` is "one accepted result per session" and `measuring` "one open measurement per board", over all run sets.
 * Accuracy has no ordinal and counts as 0 in the index: NULLs would all be distinct.
 */
const work = `
CREATE TABLE environment (
  digest TEXT NOT NULL PRIMARY KEY,
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE attempt (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run_set TEXT NOT NULL REFERENCES run_set (id),
  work TEXT NOT NULL CHECK (work IN ('session', 'accuracy', 'conversion')),
  cell TEXT,
  ordinal INTEGER,
  step TEXT,
  fingerprint TEXT,
  try INTEGER NOT NULL,
  board TEXT NOT NULL,
  exclusive INTEGER NOT NULL CHECK (exclusive IN (0, 1)),
  opened_at TEXT NOT NULL,
  begun_at TEXT,
  ended_at TEXT,
  outcome TEXT CHECK (outcome IN ('succeeded', 'unsupported', 'failed', 'invalid', 'cancelled')),
  detail TEXT,
  environment TEXT REFERENCES environment (digest),
  CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CHECK ((work = 'conversion') = (cell IS NULL))
) STRICT;

CREATE UNIQUE INDEX accepted ON attempt (run_set, cell, work, ifnull(ordinal, 0), fingerprint)
  WHERE outcome = 'succeeded' AND cell IS NOT NULL;
CREATE UNIQUE INDEX measuring ON attempt (board) WHERE outcome IS NULL AND exclusive = 1;
CREATE INDEX open_attempt ON attempt (run_set) WHERE outcome IS NULL;
CREATE INDEX attempt_of_cell ON attempt (run_set, cell);
`;

const evidence = `
CREATE TABLE metric (
  attempt INTEGER NOT NULL REFERENCES attempt (number),
  name TEXT NOT NULL,
  statistic TEXT NOT NULL,
  scope TEXT NOT NULL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  value REAL,
  unknown_because TEXT,
  count INTEGER,
  PRIMARY KEY (attempt, name, statistic, scope, unit, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE file (
  attempt INTEGER NOT NULL REFERENCES attempt (number),
  path TEXT NOT NULL,
  role TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (attempt, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact (
  key TEXT NOT NULL PRIMARY KEY,
  step TEXT NOT NULL,
  digest TEXT,
  bytes INTEGER,
  refused TEXT,
  made_by TEXT NOT NULL REFERENCES attempt (id),
  CHECK ((digest IS NULL) = (bytes IS NULL)),
  CHECK ((digest IS NULL) <> (refused IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run_set, seq)
) STRICT, WITHOUT ROWID;
`;

export const schema1 = `${plans}${work}${evidence}`;
