/** Table `metric`: numbers with their whole identity; an unknown one is NULL with its reason. */
import type { Database } from 'better-sqlite3';
import { invariant } from '#core/invariant.js';
import { type Metric, type MetricSource, metricUnits } from '#domain/metric.js';
import { Row } from './row.js';
import { rowsInserter } from './rows-inserter.js';

export interface MetricTable {
  insert(attempt: number, metrics: readonly Metric[]): void;
  /** Ordered by identity: name, statistic, scope, unit, source. */
  of(attempt: number): readonly Metric[];
}

/** A record, so that a new source does not compile until it can be read back. */

const sources = listOf<MetricSource>({ computed: true, reported: true });

export function metricTable(db: Database): MetricTable {
  const insertAll = rowsInserter(db, 'metric', 9);
  const of = db.prepare('SELECT * FROM metric WHERE attempt = ? ORDER BY name, statistic, scope, unit, source');
  return {
    insert: (attempt, metrics) => {
      const rows = metrics.map((m) => {
        // SQLite would store NaN as NULL, and unknown without a reason is what nobody could tell apart from a bug.
        invariant(
          m.value === null ? m.unknownBecause !== undefined : Number.isFinite(m.value),
          `metric ${m.name} ${m.statistic} has no value and no reason`,
        );
        const unknownBecause = m.unknownBecause ?? null;
        return [attempt, m.name, m.statistic, m.scope, m.unit, m.source, m.value, unknownBecause, m.count ?? null];
      });
      insertAll(rows);
    },
    of: (attempt) => of.all(attempt).map(metricFrom),
  };
}

function metricFrom(raw: unknown): Metric {
  const row = new Row('metric', 'attempt', raw);
  const because = row.textOrNull('unknown_because');
  const count = row.numberOrNull('count');
  return {
    name: row.text('name'),
    statistic: row.text('statistic'),
    scope: row.text('scope'),
    unit: row.oneOf('unit', metricUnits),
    source: row.oneOf('source', sources),
    value: row.numberOrNull('value'),
    ...(because === null ? {} : { unknownBecause: because }),
    ...(count === null ? {} : { count }),
  };
}

function listOf<T extends string>(all: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(all) as T[];
}
