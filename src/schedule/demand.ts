/** Who still waits for a conversion: what no cell needs any more is not made. */
import type { BoardId, StepKey } from '#domain/names.js';
import type { CellState } from './entry.js';

export class Demand {
  readonly #cells = new Map<StepKey, CellState[]>();
  readonly #steps = new Map<CellState, Iterable<StepKey>>();
  /** The first cell that may still want it; those before it do not. */
  readonly #from = new Map<string, number>();

  /** All that the cell needs, also for the sake of something else. */
  stepsOf(cell: CellState): Iterable<StepKey> {
    return this.#steps.get(cell) ?? [];
  }

  add(steps: Iterable<StepKey>, cell: CellState): void {
    this.#steps.set(cell, steps);
    for (const step of steps) {
      const cells = this.#cells.get(step);
      if (cells) cells.push(cell);
      else this.#cells.set(step, [cell]);
    }
  }

  /** Cells began anew, or may go to other boards. */
  changed(): void {
    this.#from.clear();
  }

  /** On which board, or on any. */
  wants(step: StepKey, on: BoardId | undefined): boolean {
    const cells = this.#cells.get(step) ?? [];
    const name = `${step} ${on ?? ''}`;
    const from = this.#from.get(name) ?? 0;
    const found = cells.findIndex((cell, at) => at >= from && isOpenOn(cell, on));
    this.#from.set(name, found < 0 ? cells.length : found);
    return found >= 0;
  }
}

function isOpenOn({ settled, board, entries }: CellState, on: BoardId | undefined): boolean {
  if (settled || entries.every(({ state }) => state === 'closed')) return false;
  if (on === undefined || board === on) return true;
  return board === undefined && entries.some(({ boards }) => boards.includes(on));
}
