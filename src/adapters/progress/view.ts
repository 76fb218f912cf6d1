/** What the three views have in common. A view is told and never asked: it starts nothing and decides nothing. */
import type { WallTime } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import type { AttemptId, RunSetId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import type { StopCause } from '#domain/stop-cause.js';

export interface ProgressView {
  started(runSet: RunSet, plan: Plan): void;
  happened(event: Event, commands: readonly Command[]): void;
  beat(attempt: AttemptId, text: string): void;
  /** A remark to the person, such as what a further Ctrl-C will do. */
  note(text: string): void;
  /** Draws the last state and gives the terminal back. Without `end` the run was broken off by a bug. */
  close(end?: ViewEnd): Promise<void>;
}

export interface ViewEnd {
  readonly runSet: RunSetId;
  readonly stopped: boolean;
  readonly because: StopCause['kind'] | null;
  readonly exitCode: number;
}

export interface ViewContext {
  /** What the store has of this run set already: a resumed run does not count from zero. */
  readonly earlier: (runSet: RunSetId) => readonly Attempt[];
  /** When the run is to end at the latest, for programs and as a clock on the wall shows it. */
  readonly until?: { readonly wall: WallTime; readonly shown: string };
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}
