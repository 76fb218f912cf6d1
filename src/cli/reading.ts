/** The road of all commands that only look: find the project, open the store for reading, choose, look, close. */
import type { Command } from 'commander';
import type { Environment } from '#domain/board.js';
import type { PlannedCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import type { ResultReader } from '#ports/result-store.js';
import type { OpenReading } from './compose-reader.js';
import { type Project, projectForReading } from './project.js';

export interface Reading extends Omit<OpenReading, 'close'> {
  readonly project: Project;
}

/** The store is loaded here and not at the top: help must start without a native module. */
export async function reading<T>(command: Command, look: (reading: Reading) => Promise<T> | T): Promise<T> {
  const { store } = command.optsWithGlobals<{ store?: string }>();
  const project = projectForReading(process.cwd(), store);
  const { openReading } = await import('./compose-reader.js');
  const { close, ...open } = openReading(project);
  try {
    return await look({ project, ...open });
  } finally {
    close();
  }
}

/** All that a page about one cell is made of, of however many cells: its own attempts, after those it may wait for. */
export function recordsAround(reader: ResultReader, runSet: RunSet, cell: PlannedCell): readonly AttemptRecord[] {
  return [...reader.conversions(runSet.id), ...reader.records(runSet.id, cell.key)];
}

/** Each environment once, in the order in which the attempts met them. */
export function environmentsOf(reader: ResultReader, records: readonly AttemptRecord[]): readonly Environment[] {
  const digests = new Set(records.flatMap(({ environment }) => (environment === null ? [] : [environment])));
  return [...digests].flatMap((digest) => reader.environment(digest) ?? []);
}
