/** What the harvests of all kinds of work share: what they are given and what they bring home. */
import type { NewAttempt } from '#domain/attempt.js';
import type { Evidence } from '#domain/event.js';
import type { Ending } from '#domain/job.js';
import type { RunSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { Connection, Connections } from './connections.js';
import type { LastWords } from './judge.js';
import type { JobMaker } from './make-job.js';
import type { Spool } from './spool.js';
import type { World } from './world.js';

export interface HarvesterParts {
  readonly world: World;
  readonly runSet: RunSetId;
  readonly connections: Connections;
  readonly jobs: JobMaker;
}

/** What harvesting one kind of work is given. */
export interface Scene {
  readonly connection: Connection;
  readonly attempt: NewAttempt;
  readonly ending: Ending;
  readonly spool: Spool;
  readonly words: LastWords;
}

export interface WorkHarvest extends Pick<Evidence, 'files' | 'metrics' | 'artifact' | 'reading'> {
  /** As far as its own words go; what happened to it from outside comes first. */
  readonly outcome: Outcome;
  readonly versions: Readonly<Record<string, string>>;
}
