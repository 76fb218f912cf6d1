/**
 * Run sets that were imported: figures of somebody else's table, beside the table and the mapping as they were. They have a
 * plan without cells, so that nothing that measures finds work in them. A figure that the table does not give has no row.
 */
export const schema8 = `
ALTER TABLE run_set ADD COLUMN provenance TEXT NOT NULL DEFAULT 'measured'
  CHECK (provenance IN ('measured', 'imported'));

CREATE TABLE imported (
  run_set TEXT NOT NULL PRIMARY KEY REFERENCES run_set (id),
  table_path TEXT NOT NULL,
  table_digest TEXT NOT NULL,
  table_bytes INTEGER NOT NULL,
  table_text TEXT NOT NULL,
  mapping_digest TEXT NOT NULL,
  mapping_bytes INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE imported_cell (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  slug TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reported', 'unsupported')),
  body TEXT NOT NULL,
  PRIMARY KEY (run_set, position),
  UNIQUE (run_set, key)
) STRICT;

CREATE TABLE imported_metric (
  run_set TEXT NOT NULL REFERENCES run_set (id),
  cell TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  statistic TEXT NOT NULL,
  scope TEXT NOT NULL,
  unit TEXT NOT NULL,
  value REAL NOT NULL,
  measured_on TEXT,
  "column" TEXT NOT NULL,
  PRIMARY KEY (run_set, cell, position),
  UNIQUE (run_set, cell, name, statistic, scope)
) STRICT, WITHOUT ROWID;
`;
