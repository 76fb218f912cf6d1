/** About how long a plan takes, for people; and each piece of its work, for what still fits before a given time. */
import { type Nanoseconds, ns, seconds } from '#core/units.js';
import { accuracyWorks } from '#domain/accuracy.js';
import type { Work } from '#domain/attempt.js';
import type { Known } from '#domain/known.js';
import type { BoardId, CellKey } from '#domain/names.js';
import type { Plan, PlannedCell, PlannedStep, RunCell } from '#domain/plan.js';

/** Starting a process and loading a model, where nothing better is known. */
const startNs = seconds(0.6);
const accuracyNs = seconds(1.5);
const conversionNs = seconds(1.5);

/** Boards work at the same time; the work of a pool is taken as shared evenly. */
export function estimateOf(
  cells: readonly PlannedCell[],
  steps: readonly PlannedStep[],
  { durations }: Known,
): Nanoseconds {
  const busy = new Map<BoardId, number>();
  const add = (boards: readonly BoardId[], length: number): void => {
    for (const board of boards) busy.set(board, (busy.get(board) ?? 0) + length / boards.length);
  };
  for (const step of steps) {
    if (step.cache.kind === 'miss' || step.cache.kind === 'unknown')
      add(step.boards, durations.get('conversion') ?? conversionNs);
  }
  const [session, accuracy] = [durations.get('session'), durations.get('accuracy') ?? accuracyNs];
  for (const cell of cells) {
    if (cell.kind !== 'run') continue;
    add(cell.boards, cell.sessions * (session ?? sessionNs(cell)));
    add(cell.boards, accuracyWorks(cell).length * accuracy);
  }
  return ns([...busy.values()].reduce((most, length) => Math.max(most, length), 0));
}

/** Typical lengths and no limits: by the limits, which are for what hangs, hardly anything would fit into a night. */
export function lengthsOf({ cells }: Pick<Plan, 'cells'>): (work: Work) => Nanoseconds {
  const sessions = new Map<CellKey, number>();
  for (const cell of cells) if (cell.kind === 'run') sessions.set(cell.key, sessionNs(cell));
  return (work) => {
    if (work.kind === 'conversion') return conversionNs;
    return work.kind === 'accuracy' ? accuracyNs : ns(sessions.get(work.cell) ?? startNs);
  };
}

/** The declared duration is a lower bound; warm-up ends by its count long before its time limit on most devices. */
function sessionNs({ measurement: { protocol } }: RunCell): number {
  const { warmup, durationMinNs, durationTargetNs } = protocol;
  const warmNs = Math.min(warmup.maxNs, durationMinNs * 0.1) + (warmup.pauseNs ?? 0);
  return startNs + warmNs + (durationTargetNs ?? durationMinNs * 1.1);
}
