/** One line of `benchmark_app` → the figure in it. It counts only with its own name and its own unit. */

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

/** Stable words, not prose. */
export type FigureProblem = 'not-a-number' | 'unknown-unit';

export type FigureLine =
  /** Nanoseconds, a count, or something per second; null is 0.00: less than the tool prints, which is not nothing. */
  | { readonly kind: 'told'; readonly figure: Figure; readonly value: number | null; readonly percent?: number }
  | { readonly kind: 'wrong'; readonly figure: Figure; readonly problem: FigureProblem };

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

/** `First inference took 5.98 ms`: printed before anything is measured. */
export function figureBefore(body: string): FigureLine | undefined {
  const [, name = '', ...words] = /^(.{1,30}) took (\S+) (\S+)$/.exec(body) ?? [];
  const figure = namesBefore.get(name.toLowerCase());
  return figure && read(figure, words);
}

/** `Median:  4.49 ms`, `Latency (90 percentile):  4.49 ms`: of the report. A bare `Latency:` is the heading of others. */
export function figureOfReport(body: string): FigureLine | undefined {
  const [, percent, ofPercentile = ''] = /^(?:latency )?\(?(\d{1,2}) percentile\)?:\s*(.*)$/i.exec(body) ?? [];
  if (percent !== undefined) {
    const line = read('percentile', wordsOf(ofPercentile));
    return line.kind === 'told' ? { ...line, percent: Number(percent) } : line;
  }
  const [, name = '', rest = ''] = /^([A-Za-z]+):\s*(.*)$/.exec(body) ?? [];
  const figure = names.get(name.toLowerCase());
  if (!figure || (/^latency$/i.test(name) && rest === '')) return undefined;
  return read(figure, wordsOf(rest));
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Since 2026 latencies are printed in microseconds where their average is under a millisecond. */
const nsPer: Readonly<Record<string, number>> = { ms: 1e6, us: 1e3, '\u00b5s': 1e3, '\u03bcs': 1e3 };

/** What one of each unit is in what is kept. */
function factorOf(figure: Figure, unit: string): number | undefined {
  if (figure === 'count') return unit === 'iterations' ? 1 : undefined;
  if (figure === 'throughput') return unit === 'FPS' ? 1 : undefined;
  return Object.hasOwn(nsPer, unit) ? nsPer[unit] : undefined;
}

const number = /^\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?$/;

function read(figure: Figure, [text = '', unit = '', ...more]: readonly string[]): FigureLine {
  if (!number.test(text)) return { kind: 'wrong', figure, problem: 'not-a-number' };
  const factor = factorOf(figure, unit);
  if (factor === undefined || more.length > 0) return { kind: 'wrong', figure, problem: 'unknown-unit' };
  const value = Number(text) * factor;
  if (figure === 'throughput') return { kind: 'told', figure, value: value === 0 ? null : value };
  if (figure === 'count' && !Number.isSafeInteger(value)) return { kind: 'wrong', figure, problem: 'not-a-number' };
  return { kind: 'told', figure, value: value === 0 ? null : Math.round(value) };
}
