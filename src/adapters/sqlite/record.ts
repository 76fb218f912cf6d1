/**
 * One event, one transaction: what it proves about the past and what is about to be done, both or neither. Law: an
 * accepted result is never overwritten, and no effect has an attempt that is not on record as open.
 */
import Database from 'better-sqlite3';
import { exhaustive, InvariantViolation, invariant } from '#core/invariant.js';
import type { WallTime } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { Command, Event, Evidence } from '#domain/event.js';
import type { AttemptId, RunSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { ArtifactTable } from './artifact-table.js';
import type { AsideTable } from './aside-table.js';
import type { AttemptTable } from './attempt-table.js';
import type { EnvironmentTable } from './environment-table.js';
import type { EventTable } from './event-table.js';
import type { FileTable } from './file-table.js';
import type { MetricTable } from './metric-table.js';
import type { ReadingTable } from './reading-table.js';
import type { Standings } from './standings.js';

export interface WorkTables {
  readonly attempts: AttemptTable;
  readonly metrics: MetricTable;
  readonly readings: ReadingTable;
  readonly files: FileTable;
  readonly environments: EnvironmentTable;
  readonly artifacts: ArtifactTable;
  readonly events: EventTable;
  readonly asides: AsideTable;
}

export interface Recording extends WorkTables {
  readonly standing: Standings;
}

export type Record = (runSet: RunSetId, event: Event, intents: readonly Command[], wall: WallTime) => void;

export function recorder(db: Database.Database, tables: Recording): Record {
  const transaction = db.transaction((runSet: RunSetId, event: Event, intents: readonly Command[], wall: WallTime) => {
    prove(tables, runSet, event, wall);
    for (const command of intents) intend(tables, runSet, command, wall);
    tables.events.append(runSet, event, intents);
  });
  return (runSet, event, intents, wall) => {
    try {
      transaction.immediate(runSet, event, intents, wall);
    } catch (error) {
      // The indexes hold laws of the house: to break one is a bug of the caller, and nothing of it was written.
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) {
        throw new InvariantViolation(`event ${event.kind} of ${runSet}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  };
}

function prove(tables: Recording, runSet: RunSetId, event: Event, wall: WallTime): void {
  switch (event.kind) {
    case 'launched':
      invariant(tables.attempts.begun(runSet, event.attempt, wall), `launched, but never opened: ${event.attempt}`);
      return;
    case 'ended':
      close(tables, { runSet, id: event.attempt, outcome: event.outcome, evidence: event.evidence, wall });
      return;
    case 'probed':
      if (event.facts.ok) tables.asides.admit(runSet, event.board, wall);
      return;
    // The attempt stays open: nothing is known of its end.
    case 'held':
    case 'absent':
    case 'silent':
    case 'stopped':
    case 'recovered':
    case 'woke':
    case 'stop':
      return;
    default:
      exhaustive(event);
  }
}

function intend(tables: Recording, runSet: RunSetId, command: Command, wall: WallTime): void {
  if (command.kind === 'set-aside') tables.asides.add(runSet, command.board, command, wall);
  if (command.kind !== 'launch') return;
  const { attempt, supersedes } = command;
  if (supersedes && attempt.work.kind !== 'conversion') {
    tables.standing.supersede(runSet, attempt.work.cell, { board: attempt.board, because: supersedes.because });
  }
  open(tables.attempts, runSet, attempt, wall);
}

/** To launch an open attempt again is the same attempt: a lost reply never makes a second row. */
function open(attempts: AttemptTable, runSet: RunSetId, attempt: NewAttempt, wall: WallTime): void {
  if (attempts.open(runSet, attempt, wall)) return;
  const there = attempts.one(attempt.id);
  invariant(there?.runSet === runSet && !there.attempt.outcome, `launch of an attempt that is over: ${attempt.id}`);
}

interface End {
  readonly runSet: RunSetId;
  readonly id: AttemptId;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly wall: WallTime;
}

/** The same end told twice is written down in the journal and changes nothing; another end is a bug. */
function close(tables: Recording, { runSet, id, outcome, evidence, wall }: End): void {
  if (evidence.environment) tables.environments.insert(evidence.environment);
  const closed = tables.attempts.close(runSet, id, {
    at: wall,
    outcome,
    environment: evidence.environment?.digest ?? null,
  });
  if (!closed) {
    const there = tables.attempts.one(id);
    invariant(there?.runSet === runSet, `ended, but never opened: ${id}`);
    const before = there.attempt.outcome?.kind;
    invariant(before === outcome.kind, `${id} ended as ${before}, and now as ${outcome.kind}`);
    return;
  }
  tables.metrics.insert(closed.number, evidence.metrics);
  if (evidence.reading) tables.readings.add(closed.number, evidence.reading, wall);
  tables.files.insert(closed.number, evidence.files);
  if (closed.cell) tables.standing.closed(runSet, closed.cell, id);
  if (evidence.artifact) tables.artifacts.put(evidence.artifact, id);
}
