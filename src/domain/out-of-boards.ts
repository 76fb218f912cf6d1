/** Boards that a run has given up, and conversions that nobody is left to make: what waits for them is blocked until a resume. */
import type { Attempt } from './attempt.js';
import type { Failure } from './failure.js';
import type { BoardId, StepKey } from './names.js';
import type { PlannedStep } from './plan.js';
import type { BoardAside } from './recovery.js';

export interface Out {
  readonly boards: ReadonlyMap<BoardId, Failure>;
  readonly steps: ReadonlyMap<StepKey, Failure>;
}

export const nobodyOut: Out = { boards: new Map(), steps: new Map() };

/** `conversions`: the attempts of each step. */
export function outOf(
  asides: readonly BoardAside[],
  steps: readonly Pick<PlannedStep, 'key' | 'where' | 'boards' | 'cache'>[],
  conversions: ReadonlyMap<StepKey, readonly Attempt[]>,
): Out {
  const forGood = asides.filter(({ how }) => how === 'for-good');
  if (forGood.length === 0) return nobodyOut;
  const boards = new Map(forGood.map(({ board, because }) => [board, because]));
  const isMade = ({ key, cache }: Pick<PlannedStep, 'key' | 'cache'>): boolean =>
    cache.kind === 'hit' || (conversions.get(key) ?? []).some(({ outcome }) => outcome?.kind === 'succeeded');
  const unmade = steps.filter((step) => step.where === 'builder' && !isMade(step));
  return {
    boards,
    steps: new Map(
      unmade.flatMap(({ key, boards: builders }) => {
        const because = allOut(builders, boards);
        return because ? [[key, because] as const] : [];
      }),
    ),
  };
}

/** The failure of the first, where all of them are given up. */
export function allOut(needed: readonly BoardId[], out: ReadonlyMap<BoardId, Failure>): Failure | undefined {
  const [first] = needed;
  return first !== undefined && needed.every((board) => out.has(board)) ? out.get(first) : undefined;
}
