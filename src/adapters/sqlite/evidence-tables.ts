/** The tables of what attempts prove, put together. */
import type { Database } from 'better-sqlite3';
import { artifactTable } from './artifact-table.js';
import { asideTable } from './aside-table.js';
import { environmentTable } from './environment-table.js';
import { eventTable } from './event-table.js';
import { fileTable } from './file-table.js';
import { metricTable } from './metric-table.js';
import { readingTable } from './reading-table.js';
import type { WorkTables } from './record.js';

export function evidenceTables(db: Database): Omit<WorkTables, 'attempts'> {
  const readings = readingTable(db);
  return {
    metrics: metricTable(db),
    readings,
    files: fileTable(db),
    environments: environmentTable(db),
    artifacts: artifactTable(db, readings),
    events: eventTable(db),
    asides: asideTable(db),
  };
}
