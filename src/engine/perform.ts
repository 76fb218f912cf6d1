/** Commands of the schedule, done: each closes with exactly one event, also when it fails or is cancelled. */
import { exhaustive, present } from '#core/invariant.js';
import { seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { BoardCommand, EventBody } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Recovery, Rung } from '#domain/recovery.js';
import type { Connections } from './connections.js';
import { follow } from './follow.js';
import type { Harvester } from './harvest.js';
import type { Lanes } from './lanes.js';
import { giveUp, launchAttempt } from './launch.js';
import type { JobMaker } from './make-job.js';
import type { AttemptWatch } from './watch.js';

export interface Performer {
  /** `begun` is told of the interim event `launched`; the promise is the closing one. */
  perform(command: BoardCommand, begun: (event: EventBody) => void): Promise<EventBody>;
  /** The run is asked to stop: what waits for a board that restarts waits no longer. */
  hurry(): void;
  /** The result is in the store: the board may forget the attempt. */
  committed(attempt: AttemptId): void;
  idle(): Promise<void>;
}

export interface PerformerParts {
  readonly connections: Connections;
  readonly lanes: Lanes;
  readonly jobs: JobMaker;
  readonly harvester: Harvester;
  /** Attempts that are open already, by id: what a reconcile is about. */
  readonly open: ReadonlyMap<AttemptId, NewAttempt>;
  readonly watch: AttemptWatch;
  readonly recover: (board: BoardId, rung: Rung) => Promise<Recovery>;
  readonly hurry: () => void;
  /** Settling another run set's affairs: what was never begun is closed, for nobody will launch it again. */
  readonly closeAbsent: boolean;
}

/** The kill ladder on the board takes its grace twice; a slow board answers late. */
const STOP_NS = seconds(60);
const FORGET_NS = seconds(60);

export function createPerformer(parts: PerformerParts): Performer {
  return new BoardPerformer(parts);
}

class BoardPerformer implements Performer {
  readonly #parts: PerformerParts;
  readonly #attempts: Map<AttemptId, NewAttempt>;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
    this.#attempts = new Map(parts.open);
  }

  async perform(command: BoardCommand, begun: (event: EventBody) => void): Promise<EventBody> {
    const { lanes } = this.#parts;
    switch (command.kind) {
      case 'probe':
        return await lanes.work(command.board).add(() => this.#probe(command.board));
      case 'launch': {
        const { attempt } = command;
        this.#attempts.set(attempt.id, attempt);
        return await lanes.work(attempt.board).add(() => launchAttempt(this.#parts, attempt, begun));
      }
      case 'reconcile': {
        const attempt = this.#attempt(command.attempt);
        return await lanes.work(attempt.board).add(() => this.#reconcile(attempt));
      }
      case 'stop': {
        const attempt = this.#attempt(command.attempt);
        this.#parts.watch.cancel(attempt.id);
        return await lanes.control(attempt.board).add(() => this.#stop(attempt));
      }
      case 'recover': {
        const { board, rung } = command;
        const result = await lanes.work(board).add(() => this.#parts.recover(board, rung));
        return { kind: 'recovered', board, rung, result };
      }
      default:
        return exhaustive(command);
    }
  }

  hurry(): void {
    this.#parts.hurry();
  }

  committed(id: AttemptId): void {
    const attempt = this.#attempt(id);
    const { connections, lanes } = this.#parts;
    // Beside the launch of the next attempt, and done long before that one measures. A folder left behind is harmless.
    void lanes.control(attempt.board).add(async () => {
      const connection = await connections.to(attempt.board);
      if (connection.ok) await connection.value.session.forget(id, connections.bound(FORGET_NS));
    });
  }

  async idle(): Promise<void> {
    await this.#parts.lanes.idle();
  }

  async #probe(board: BoardId): Promise<EventBody> {
    const connection = await this.#parts.connections.to(board);
    return { kind: 'probed', board, facts: connection.ok ? { ok: true, value: connection.value.facts } : connection };
  }

  async #reconcile(attempt: NewAttempt): Promise<EventBody> {
    const event = await follow(this.#parts, attempt);
    if (event.kind !== 'absent' || !this.#parts.closeAbsent) return event;
    const never = failure('attempt/vanished', { begun: false });
    return await giveUp(this.#parts, attempt, { kind: 'failed', failure: never });
  }

  async #stop(attempt: NewAttempt): Promise<EventBody> {
    const connection = await this.#parts.connections.to(attempt.board);
    if (!connection.ok) return { kind: 'stopped', attempt: attempt.id, left: 'unknown' };
    const left = await connection.value.session.stop(attempt.id, this.#parts.connections.bound(STOP_NS));
    return { kind: 'stopped', attempt: attempt.id, left: left.ok ? left.value : 'unknown' };
  }

  #attempt(id: AttemptId): NewAttempt {
    return present(this.#attempts.get(id), `attempt ${id}`);
  }
}
