/**
 * Where cells stand, kept beside the rows that it is derived from, so that `status` need not read them all. The only
 * tables that may be wrong and mended: each transaction that touches an attempt moves its cell, and a migration fills them.
 * A row of `place` is what can be said of cells, whichever they are; `standing` has nothing but two numbers a cell.
 */
export const schema3 = `
CREATE TABLE place (
  number INTEGER PRIMARY KEY,
  run_set TEXT NOT NULL REFERENCES run_set (id),
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (run_set, revision, body)
) STRICT;

CREATE TABLE standing (
  place INTEGER NOT NULL REFERENCES place (number),
  position INTEGER NOT NULL,
  PRIMARY KEY (place, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_of_step ON attempt (run_set) WHERE work = 'conversion';
CREATE INDEX succeeded ON attempt (run_set, work) WHERE outcome = 'succeeded';
`;
