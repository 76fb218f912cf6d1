/** What a session's logs say to the reader of today, beside what is stored: figures that differ, appeared or are gone. */
import type { Metric } from '#domain/metric.js';
import type { RunTool } from '#domain/tool.js';
import { toolReaders } from '#parse/tools.js';
import { reportedMetrics } from './reported-metrics.js';

export interface Difference {
  readonly metric: Pick<Metric, 'name' | 'statistic' | 'scope' | 'unit'>;
  /** Null is unknown; undefined: there is no such row. */
  readonly stored: number | null | undefined;
  readonly now: number | null | undefined;
}

export interface ReadAgain {
  readonly revision: number;
  readonly kind: 'complete' | 'incomplete' | 'unreadable';
  readonly differences: readonly Difference[];
}

/** Metrics that are not the tool's (its model's size, peak memory that a runner told) are left alone. */
export function readAgain(tool: RunTool, text: string, stored: readonly Metric[]): ReadAgain {
  const { parse, revision } = toolReaders[tool];
  const reading = parse(text);
  const now = reading.kind === 'complete' ? reportedMetrics(reading) : [];
  const before = new Map(stored.filter(({ source }) => source === 'reported').map((each) => [keyOf(each), each]));
  const after = new Map(now.map((each) => [keyOf(each), each]));
  const differences = [...new Map([...before, ...after])].flatMap(([key, { name, statistic, scope, unit }]) => {
    const [was, is] = [before.get(key)?.value, after.get(key)?.value];
    // A row that says "unknown" and no row are the same to whoever looks for the number.
    if ((was ?? null) === (is ?? null)) return [];
    return [{ metric: { name, statistic, scope, unit }, stored: was, now: is }];
  });
  return { revision, kind: reading.kind, differences };
}

function keyOf({ name, statistic, scope, unit }: Metric): string {
  return [name, statistic, scope, unit].join(' ');
}
