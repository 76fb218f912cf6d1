/** One line of `benchmark_app` → the figure in it. It counts only with its own name and its own unit. */
import type { FigureName } from './tool-findings.js';
import { type NumberProblem, readCount, readNumber, readQuantity, timeUnits } from './tool-number.js';

export type Figure =
  | 'count'
  | 'duration'
  | 'median'
  | 'percentile'
  | 'average'
  | 'min'
  | 'max'
  | 'throughput'
  | 'first-inference'
  | 'read-model'
  | 'compile-model';

export interface FigureLine {
  readonly figure: Figure;
  /** Nanoseconds, a count, or something per second; null is 0.00: less than the tool prints, which is not nothing. */
  readonly value: number | null | NumberProblem;
  readonly percent?: number;
}

/** By the names that the releases gave to it, in lower case. */
const names: ReadonlyMap<string, Figure> = new Map([
  ['count', 'count'],
  ['duration', 'duration'],
  ['median', 'median'],
  // Up to 2021 there was one latency, and it was the median.
  ['latency', 'median'],
  ['average', 'average'],
  ['avg', 'average'],
  ['min', 'min'],
  ['max', 'max'],
  ['throughput', 'throughput'],
]);

const namesBefore: ReadonlyMap<string, Figure> = new Map([
  ['first inference', 'first-inference'],
  ['read model', 'read-model'],
  ['read network', 'read-model'],
  ['compile model', 'compile-model'],
  ['load network', 'compile-model'],
]);

const latency = { name: 'latency', scope: 'inference', unit: 'ns' } as const;
const load = { statistic: 'value', scope: 'load', unit: 'ns' } as const;

/** As what it is kept; the count of inferences stands behind the others. */
export const figureNames: Readonly<Record<Figure, FigureName>> = {
  count: { name: 'inferences', statistic: 'value', scope: 'process', unit: 'count' },
  duration: { name: 'duration', statistic: 'value', scope: 'process', unit: 'ns' },
  median: { ...latency, statistic: 'median' },
  percentile: { ...latency, statistic: 'percentile' },
  average: { ...latency, statistic: 'mean' },
  min: { ...latency, statistic: 'min' },
  max: { ...latency, statistic: 'max' },
  throughput: { name: 'throughput', statistic: 'mean', scope: 'inference', unit: 'per-second' },
  'first-inference': { ...latency, statistic: 'cold', count: 1 },
  'read-model': { name: 'read-time', ...load },
  'compile-model': { name: 'compile-time', ...load },
};

/** `First inference took 5.98 ms`: printed before anything is measured. */
export function figureBefore(body: string): FigureLine | undefined {
  const [, name = '', rest = ''] = /^(.{1,30}) took (\S+ \S+)$/.exec(body) ?? [];
  const figure = namesBefore.get(name.toLowerCase());
  return figure && read(figure, rest);
}

/** `Median:  4.49 ms`, `Latency (90 percentile):  4.49 ms`: of the report. A bare `Latency:` is the heading of others. */
export function figureOfReport(body: string): FigureLine | undefined {
  const [, percent, ofPercentile = ''] = /^(?:latency )?\(?(\d{1,2}) percentile\)?:\s*(.*)$/i.exec(body) ?? [];
  if (percent !== undefined) return { ...read('percentile', ofPercentile), percent: Number(percent) };
  const [, name = '', rest = ''] = /^([A-Za-z]+):\s*(.*)$/.exec(body) ?? [];
  const figure = names.get(name.toLowerCase());
  if (!figure || (/^latency$/i.test(name) && rest === '')) return undefined;
  return read(figure, rest);
}

function read(figure: Figure, text: string): FigureLine {
  const [word = '', unit, ...more] = text.split(/\s+/);
  const value = more.length > 0 && typeof readNumber(word) === 'number' ? 'unknown-unit' : valueOf(figure, word, unit);
  return { figure, value: value === 0 ? null : value };
}

/** Since 2026 latencies are printed in microseconds where their average is under a millisecond. */
const units = { ...timeUnits, scales: { ms: [6], us: [3], '\u00b5s': [3], '\u03bcs': [3] } } as const;

function valueOf(figure: Figure, word: string, unit = ''): number | NumberProblem {
  if (figure !== 'count' && figure !== 'throughput') return readQuantity(`${word} ${unit}`, units);
  const value = figure === 'count' ? readCount(word) : readNumber(word);
  if (typeof value === 'string') return value;
  if (unit !== (figure === 'count' ? 'iterations' : 'FPS')) return 'unknown-unit';
  return value < 0 ? 'negative' : value;
}
