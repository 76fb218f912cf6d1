/** What the use cases are given: ports and the few values that would otherwise be ambient. Built only by `cli/compose.ts`. */
import type { Command, Event } from '#domain/event.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { Recovery } from '#domain/recovery.js';
import type { ReservationNews } from '#domain/reservation.js';
import type { RunSet } from '#domain/run-set.js';
import type { BoardConnector } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Files } from '#ports/files.js';
import type { Hooks } from '#ports/hooks.js';
import type { ResultReader, ResultStore } from '#ports/result-store.js';
import type { createSchedule } from '#schedule/schedule.js';
import type { Connections } from './connections.js';

/** Enough to plan: nothing is written, so that no writer's lock is needed. */
export interface ReadingWorld {
  readonly clock: Clock;
  readonly connector: BoardConnector;
  readonly store: ResultReader;
  readonly files: Files;
}

export interface World extends ReadingWorld {
  readonly store: ResultStore;
  /** Stands between supervisor and runner on boards that have settings. */
  readonly withSettings: StoredFile;
  /** The decider. A part like the others, so that the simulator can show that its checkers notice a wrong one. */
  readonly createSchedule: typeof createSchedule;
  /** The script of canaries, as it is put on boards. */
  readonly canary: StoredFile;
  /** Commands of this machine that switch or reserve boards. */
  readonly hooks: Hooks;
  /** The last word on a board that comes back. */
  readonly admit: (world: Omit<World, 'admit'>, candidate: Candidate) => Promise<Recovery>;
}

/** A board that answers again, and how it is reached. */
export interface Candidate {
  readonly connections: Connections;
  readonly signal: AbortSignal;
  readonly board: BoardId;
}

/** Finds and hashes a file that an experiment or a toolchain names; undefined when there is none. */
export type FileReader = (path: string) => Promise<StoredFile | undefined>;

/** A view: told of everything, asked for nothing. It must not throw and not block. */
export interface Observer {
  started(runSet: RunSet, plan: Plan): void;
  /** After the transaction that recorded it. */
  happened(event: Event, commands: readonly Command[]): void;
  /** A sign of life of a running attempt; no part of the record. */
  beat(attempt: AttemptId, text: string): void;
  /** Boards that are acquired and given back: no part of the record of a run set. */
  reserved?(news: ReservationNews): void;
}
