/** The figures of a framework's own tool as metrics: reported, with what it did not print left unknown. Never samples. */
import { type Metric, underLoadScope } from '#domain/metric.js';
import type { ToolContent, ToolFigure } from '#parse/tool-reading.js';
import { summaryStatistics } from '#stats/session-summary.js';

const unsaid = 'the tool does not report it';

type Identity = Pick<Metric, 'name' | 'statistic' | 'scope' | 'unit'>;

/** What every session has, known or not. */
const expected: readonly Identity[] = [
  ...[...summaryStatistics, 'cold'].map((statistic) => {
    return { name: 'latency', statistic, scope: 'inference', unit: 'ns' } as const;
  }),
  { name: 'throughput', statistic: 'mean', scope: 'inference', unit: 'per-second' },
  { name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' },
  { name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' },
];

/** Those of every session first; then what else this tool knows, in its order. */
export function reportedMetrics({ figures: told, facts }: ToolContent, underLoad = false): readonly Metric[] {
  // A tool that knows several models tells each under its name: where it measured one, that is the session's.
  const figures = told.map((figure): ToolFigure => {
    return facts['models'] === 1 && figure.scope === facts['model'] ? { ...figure, scope: 'inference' } : figure;
  });
  const known = new Map(figures.map((figure) => [keyOf(figure), figure]));
  const asked = expected.map((identity) => known.get(keyOf(identity)) ?? { ...identity, value: null });
  const more = figures.filter((figure) => !expected.some((identity) => keyOf(identity) === keyOf(figure)));
  return [...asked, ...more].map((figure) => reported(underLoad ? withLoad(figure) : figure));
}

/** With several inferences in flight each waits for the others. The first of all was alone. */
function withLoad<F extends Identity>(figure: F): F {
  const isLoaded = figure.name === 'latency' && figure.scope === 'inference' && figure.statistic !== 'cold';
  return isLoaded ? { ...figure, scope: underLoadScope } : figure;
}

function keyOf({ name, statistic, scope, unit }: Identity): string {
  return [name, statistic, scope, unit].join(' ');
}

/** One figure, as the tool says it. */
export function reported(figure: Identity & Pick<ToolFigure, 'value' | 'count'>): Metric {
  const { name, statistic, scope, unit, value, count } = figure;
  const metric: Metric = { name, statistic, scope, unit, source: 'reported', value };
  return {
    ...metric,
    ...(count === undefined ? {} : { count }),
    ...(value === null ? { unknownBecause: unsaid } : {}),
  };
}
