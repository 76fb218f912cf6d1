/**
 * What readers made of tools' words, by their revisions: rows are added and never changed, and the highest revision counts.
 * `figures` NULL: those that the attempt ended with, in `metric`. An artifact has its facts from the attempt that made it.
 */
export const schema9 = `
CREATE TABLE reading (
  attempt INTEGER NOT NULL REFERENCES attempt (number),
  tool TEXT NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('complete', 'incomplete', 'unreadable')),
  facts TEXT NOT NULL,
  warnings TEXT NOT NULL,
  figures TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (attempt, revision)
) STRICT;
`;
