/**
 * Where commands are carried out, one after the other: a lane per board for everything that begins or ends there, and
 * one beside it for control, so that a stop never waits behind the measurement it is to stop. Lanes never decide.
 */
import PQueue from 'p-queue';
import type { BoardId } from '#domain/names.js';

export class Lanes {
  readonly #lanes = new Map<string, PQueue>();

  work(board: BoardId): PQueue {
    return this.#lane(`work ${board}`);
  }

  control(board: BoardId): PQueue {
    return this.#lane(`control ${board}`);
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.onIdle()));
  }

  #lane(name: string): PQueue {
    const lane = this.#lanes.get(name) ?? new PQueue({ concurrency: 1 });
    this.#lanes.set(name, lane);
    return lane;
  }
}
