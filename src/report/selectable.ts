/** What a selector can ask of a cell of a run set, from the same numbers that `show` prints. */
import type { Plan, PlannedCell } from '#domain/plan.js';
import type { Selectable } from '#domain/selector.js';
import type { CellNumbers } from './cell-numbers.js';
import type { CellView } from './cell-view.js';

/** `planned` gives the boards of a cell that was measured on none yet. */
export function selectableOf(view: CellView, planned?: PlannedCell): Selectable {
  const { slug, key, levels, state, numbers } = view;
  const candidates = planned?.kind === 'run' ? planned.boards : [];
  const boards = view.boards.length > 0 ? view.boards : candidates;
  return { slug, key, levels, boards, state, metrics: numbers ? metricsOf(numbers) : none };
}

const none: ReadonlyMap<string, number> = new Map();

/** For the views of the same plan, in its order. */
export function selectablesOf(plan: Plan, views: readonly CellView[]): readonly Selectable[] {
  return views.map((view, at) => selectableOf(view, plan.cells[at]));
}

/** Under the names of the columns of `show`. */
function metricsOf(numbers: CellNumbers): ReadonlyMap<string, number> {
  const { latency } = numbers;
  const named: readonly (readonly [string, number | null])[] = [
    ['latency', latency.medianNs],
    ['p90', latency.p90Ns.value],
    ['p99', latency.p99Ns.value],
    ['rate', numbers.throughputPerSecond.value],
    ['size', numbers.modelBytes.value],
    ['load', numbers.loadNs.value],
    ['memory', numbers.peakRssBytes.value],
    ['cold', numbers.coldNs.value],
    ...numbers.accuracy.map(({ top, hits, counted }) => [`top-${top}`, counted > 0 ? hits / counted : null] as const),
  ];
  return new Map(named.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}
