/** Cells of any run set with their figures: measured ones as `show` has them, imported ones as their source says. */
import type { Figure, FigureArm, FigureCell } from '#compare/figure.js';
import type { Imported } from '#domain/imported.js';
import type { PlannedCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import { mean } from '#stats/sum.js';
import type { CellNumbers } from './cell-numbers.js';
import { bytesByStep, cellRecords, type RunRecords, viewOf } from './cell-view.js';
import { findMetric, metricIds } from './metric-ids.js';

/** What must be known of the whole table must be known of each of its cells. */
export function importedArm({ id }: RunSet, { cells, weights, caveats: ofAll }: Imported): FigureArm {
  const subjects = cells.map(
    ({ key, slug, levels, state, metrics, facts, caveats }): FigureCell => ({
      runSet: id,
      key,
      slug,
      levels,
      imported: true,
      stands: state === 'reported',
      state,
      figures: metrics.map(({ column: _, ...figure }) => figure),
      facts,
      weights,
      caveats: [...ofAll, ...caveats],
    }),
  );
  return { runSet: id, subjects };
}

export function measuredArm(run: RunRecords): FigureArm {
  const bytes = bytesByStep(run);
  const subjects = cellRecords(run).map((records): FigureCell => {
    const { cell, state } = records.standing;
    const { numbers } = viewOf(records, bytes);
    const stands = state.kind === 'measured' || state.kind === 'partial';
    return {
      runSet: run.runSet.id,
      key: cell.key,
      slug: cell.slug,
      levels: cell.levels,
      stands,
      state: state.kind,
      figures: numbers ? figuresOf(numbers, records.accepted) : [],
      facts: {},
      weights: weightsOf(cell),
      caveats: [],
    };
  });
  return { runSet: run.runSet.id, subjects };
}

/** The file, which is what is known of them. */
function weightsOf(cell: PlannedCell): string | null {
  return cell.kind === 'run' ? cell.measurement.route.source.name : null;
}

function figuresOf(numbers: CellNumbers, sessions: readonly AttemptRecord[]): readonly Figure[] {
  const { latency, throughputPerSecond, accuracy, modelBytes, peakRssBytes } = numbers;
  const source = latency.reported ? 'reported' : 'computed';
  const timed = (value: number | null, statistic: string): readonly Figure[] =>
    value === null ? [] : [{ name: 'latency', statistic, scope: 'inference', unit: 'ns', source, value }];
  const one = (value: number | null, figure: Omit<Figure, 'value' | 'source'>): readonly Figure[] =>
    value === null ? [] : [{ ...figure, source, value }];
  return [
    ...timed(latency.medianNs, 'median'),
    ...timed(meanOf(sessions), 'mean'),
    ...timed(latency.p90Ns.value, 'p90'),
    ...timed(latency.p99Ns.value, 'p99'),
    ...one(throughputPerSecond.value, {
      name: 'throughput',
      statistic: 'mean',
      scope: 'inference',
      unit: 'per-second',
    }),
    ...accuracy.flatMap(({ top, hits, counted }): readonly Figure[] => {
      const identity = {
        name: `top-${top}`,
        statistic: 'share',
        scope: 'data',
        unit: 'ratio',
        source: 'computed',
      } as const;
      return counted > 0 ? [{ ...identity, value: hits / counted }] : [];
    }),
    ...one(modelBytes.value, { name: 'size', statistic: 'value', scope: 'model', unit: 'bytes' }),
    ...one(peakRssBytes.value, { name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' }),
  ];
}

/** Geometric over the sessions, as the median is. */
function meanOf(sessions: readonly AttemptRecord[]): number | null {
  const means = sessions.flatMap(
    (record) => findMetric(record, { ...metricIds.median, statistic: 'mean' })?.value ?? [],
  );
  return means.length === 0 || means.some((value) => value <= 0) ? null : Math.exp(mean(means.map(Math.log)));
}
