/**
 * Where a run set stands as a whole. Cells that stand alike are counted together: a run set of 100,000 cells has few ways
 * to stand, and what is said of all of them need not name each.
 */
import type { Attempt } from './attempt.js';
import { type Place, type Standing, standingsOf } from './cell-state.js';
import type { CellKey, StepKey } from './names.js';
import type { CacheState, Plan } from './plan.js';
import type { BoardAside } from './recovery.js';

export interface Progress {
  readonly estimateNs: number;
  /** In the order of the first cell of each. */
  readonly alike: readonly Alike[];
  readonly steps: readonly { readonly key: StepKey; readonly conversion: string; readonly cache: CacheState['kind'] }[];
  /** All attempts at conversions. */
  readonly conversions: readonly Attempt[];
  readonly open: readonly { readonly attempt: Attempt; readonly slug: string | null }[];
  /** What succeeded last, for estimates: at most `lately` sessions and as many accuracies. */
  readonly lately: readonly Attempt[];
  /** Cells that the plan no longer has. */
  readonly retired: number;
}

/** Cells that stand at one place. */
export interface Alike {
  readonly place: Place;
  readonly cells: number;
  /** The position of the first of them. */
  readonly from: number;
  /** The first of them in the order of the plan, at most `firstMax`; none where the place says it all. */
  readonly first: readonly { readonly position: number; readonly slug: string }[];
}

/** More names than this say no more than their number. */
export const firstMax = 20;
/** Enough to know how long a session takes now; a night has thousands. */
export const latelyMax = 100;

/** The same as a store keeps it, from the plan and all attempts: what the store is tested against. */
export function progressOf(
  plan: Plan,
  attempts: readonly Attempt[],
  { retired, asides = [] }: { readonly retired: number; readonly asides?: readonly BoardAside[] },
): Progress {
  const slugs = new Map<CellKey, string>(plan.cells.map(({ key, slug }) => [key, slug]));
  return {
    estimateNs: plan.estimateNs,
    alike: alikeOf(standingsOf(plan, attempts, asides)),
    steps: plan.steps.map(({ key, conversion, cache }) => ({ key, conversion, cache: cache.kind })),
    conversions: attempts.filter(({ work }) => work.kind === 'conversion'),
    open: attempts
      .filter(({ outcome }) => !outcome)
      .map((attempt) => ({ attempt, slug: slugOf(attempt, (cell) => slugs.get(cell)) })),
    lately: [...latelyOf(attempts, 'session'), ...latelyOf(attempts, 'accuracy')],
    retired,
  };
}

/** In the order of the plan, as `standingsOf` gives them. */
export function alikeOf(standings: readonly Standing[]): readonly Alike[] {
  const book = new AlikeBook();
  for (const [from, { cell, state, sessions, accuracy }] of standings.entries()) {
    book.add({ place: { state, sessions, accuracy }, cells: 1, from, first: [{ position: from, slug: cell.slug }] });
  }
  return book.all();
}

export function slugOf({ work }: Attempt, slugOfCell: (cell: CellKey) => string | undefined): string | null {
  return work.kind === 'conversion' ? null : (slugOfCell(work.cell) ?? null);
}

/** Whether names of cells are worth keeping: these states are what everybody hopes for. */
export function isQuiet({ state }: Place): boolean {
  return state.kind === 'measured' || state.kind === 'running' || state.kind === 'pending';
}

/** Brings together what is told of one place at different times. */
export class AlikeBook {
  readonly #byPlace = new Map<string, Alike>();

  add(added: Alike): void {
    const name = JSON.stringify(added.place);
    const known = this.#byPlace.get(name);
    if (!known) {
      this.#byPlace.set(name, isQuiet(added.place) ? { ...added, first: [] } : added);
      return;
    }
    this.#byPlace.set(name, {
      place: known.place,
      cells: known.cells + added.cells,
      from: Math.min(known.from, added.from),
      first: isQuiet(known.place) ? [] : firstOf(known.first, added.first),
    });
  }

  all(): readonly Alike[] {
    return [...this.#byPlace.values()].sort((a, b) => a.from - b.from);
  }
}

/** Of two lists in the order of the plan. */
export function firstOf(known: Alike['first'], added: Alike['first']): Alike['first'] {
  const last = known.at(-1);
  if (last && known.length >= firstMax && (added[0]?.position ?? 0) > last.position) return known;
  return [...known, ...added].sort((a, b) => a.position - b.position).slice(0, firstMax);
}

/** Newest first. */
function latelyOf(attempts: readonly Attempt[], kind: 'session' | 'accuracy'): readonly Attempt[] {
  return attempts
    .filter(({ work, outcome }) => work.kind === kind && outcome?.kind === 'succeeded')
    .slice(-latelyMax)
    .reverse();
}
