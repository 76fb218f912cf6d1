/** What an attempt's logs say to the reader of today, beside what is stored: figures that differ, appeared or are gone. */
import type { LogReading } from '#domain/log-reading.js';
import type { Metric } from '#domain/metric.js';
import type { AttemptRecord } from '#domain/record.js';
import type { ToolContent } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';
import { logReading } from './log-reading.js';
import { reported, reportedMetrics } from './reported-metrics.js';

export interface Difference {
  readonly metric: Pick<Metric, 'name' | 'statistic' | 'scope' | 'unit'>;
  /** Null is unknown; undefined: there is no such row. */
  readonly stored: number | null | undefined;
  readonly now: number | null | undefined;
}

export interface ReadAgain {
  readonly revision: number;
  readonly kind: LogReading['kind'];
  readonly differences: readonly Difference[];
  /** Null: the reader is not newer than the one that counts. */
  readonly newer: LogReading | null;
}

/** How the figures of its work become metrics: a session has rows for what it does not know, too. */
export interface Reader {
  readonly tool: LogReading['tool'];
  readonly of: 'session' | 'conversion';
  readonly underLoad: boolean;
}

/** Metrics that are not the tool's (its model's size) are left alone. */
export function readAgain(
  { tool, of, underLoad }: Reader,
  text: string,
  record: Pick<AttemptRecord, 'metrics' | 'reading'>,
): ReadAgain {
  const { parse, revision } = toolReaders[tool];
  const reading = parse(text);
  const figuresOf = (content: ToolContent): readonly Metric[] =>
    of === 'session' ? reportedMetrics(content, underLoad) : content.figures.map(reported);
  const now = reading.kind === 'complete' ? figuresOf(reading) : [];
  return {
    revision,
    kind: reading.kind,
    differences: differencesOf(
      record.metrics.filter(({ source }) => source === 'reported'),
      now,
    ),
    newer: revision > (record.reading?.revision ?? 0) ? { ...logReading(tool, reading), figures: now } : null,
  };
}

function differencesOf(stored: readonly Metric[], now: readonly Metric[]): readonly Difference[] {
  const before = new Map(stored.map((each) => [keyOf(each), each]));
  const after = new Map(now.map((each) => [keyOf(each), each]));
  return [...new Map([...before, ...after])].flatMap(([key, { name, statistic, scope, unit }]) => {
    const [was, is] = [before.get(key)?.value, after.get(key)?.value];
    // A row that says "unknown" and no row are the same to whoever looks for the number.
    if ((was ?? null) === (is ?? null)) return [];
    return [{ metric: { name, statistic, scope, unit }, stored: was, now: is }];
  });
}

function keyOf({ name, statistic, scope, unit }: Metric): string {
  return [name, statistic, scope, unit].join(' ');
}
