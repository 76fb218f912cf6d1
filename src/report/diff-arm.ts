/** The rows of a run set as one arm of a comparison: numbers per session, exact numbers, and what was observed. */
import type { Arm, ExactNumber, SessionNumbers, Subject } from '#compare/comparison.js';
import type { Digest } from '#core/digest.js';
import type { Environment } from '#domain/board.js';
import type { CellState } from '#domain/cell-state.js';
import type { Failure } from '#domain/failure.js';
import type { StepKey } from '#domain/names.js';
import type { PlannedCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { CellNumbers } from './cell-numbers.js';
import { bytesByStep, cellRecords, type RunRecords, viewOf } from './cell-view.js';
import { findMetric, metricIds } from './metric-ids.js';

/** A run set with the environments that its attempts name. */
export interface ArmRecords extends RunRecords {
  readonly environments: ReadonlyMap<Digest, Environment>;
}

export function armOf(run: ArmRecords): Arm {
  const bytes = bytesByStep(run);
  const converters = new Map(run.plan.steps.map(({ key, tool }) => [key, tool]));
  const subjects = cellRecords(run).map((records): Subject => {
    const { cell, state } = records.standing;
    const { numbers } = viewOf(records, bytes);
    const measurement = cell.kind === 'run' ? cell.measurement : null;
    return {
      key: cell.key,
      slug: cell.slug,
      levels: cell.levels,
      state: state.kind,
      because: failureOf(state),
      fingerprint: measurement?.fingerprint ?? null,
      recipe: measurement?.recipe ?? null,
      // A resume may have opened a lower ordinal later.
      sessions: records.accepted.flatMap(sessionNumbers).sort((one, other) => one.ordinal - other.ordinal),
      exact: numbers ? exactOf(numbers) : [],
      environment: observed(records.accepted, run.environments, toolsOf(cell, converters)),
    };
  });
  return { runSet: run.runSet.id, subjects };
}

function failureOf(state: CellState): Failure | null {
  if ('because' in state) return state.because;
  return state.kind === 'partial' ? state.last : null;
}

/** A median that is not positive has no logarithm and is no latency: the session is left out, as `show` leaves it out. */
function sessionNumbers(record: AttemptRecord): readonly SessionNumbers[] {
  const median = findMetric(record, metricIds.median);
  const medianNs = median?.value ?? 0;
  if (record.work.kind !== 'session' || medianNs <= 0) return [];
  return [{ ordinal: record.work.ordinal, medianNs, ...(median?.source === 'reported' ? { reported: true } : {}) }];
}

function exactOf({ accuracy, modelBytes }: CellNumbers): readonly ExactNumber[] {
  const hits = accuracy.map(
    ({ top, hits: value, counted }): ExactNumber => ({
      metric: `top-${top}`,
      direction: 'higher',
      value,
      of: counted,
    }),
  );
  if (modelBytes.value === null) return hits;
  return [...hits, { metric: 'model-size', direction: 'lower', value: modelBytes.value, of: null }];
}

/**
 * Facts of the environments that these sessions met. Unknown is not a value: a fact that none of them knows is not there.
 * Of the tools of the board only those that the cell uses: another framework's version says nothing about it.
 */
function observed(
  sessions: readonly AttemptRecord[],
  environments: ArmRecords['environments'],
  tools: ReadonlySet<string>,
): Subject['environment'] {
  const facts = new Map<string, Set<string>>();
  for (const digest of new Set(sessions.flatMap(({ environment }) => environment ?? []))) {
    for (const [name, value] of Object.entries(environments.get(digest)?.facts ?? {})) {
      if (value === null || (name.startsWith(toolPrefix) && !tools.has(name.slice(toolPrefix.length)))) continue;
      facts.set(name, (facts.get(name) ?? new Set()).add(String(value)));
    }
  }
  return Object.fromEntries([...facts].map(([name, values]) => [name, [...values]]));
}

/** As `environmentOf` names what was found of a tool. */
const toolPrefix = 'tool.';

function toolsOf(cell: PlannedCell, converters: ReadonlyMap<StepKey, string>): ReadonlySet<string> {
  if (cell.kind !== 'run') return new Set();
  const { route, runner } = cell.measurement;
  return new Set([...runner.needs, ...route.steps.flatMap((step) => converters.get(step) ?? [])]);
}
