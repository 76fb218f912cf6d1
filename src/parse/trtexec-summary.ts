/** The figures of one line of trtexec's summary: `=== Performance summary ===` since 8.0, blocks of lines before. */
import type { FigureName } from './tool-findings.js';
import { type NumberProblem, readQuantity, timeUnits } from './tool-number.js';

export interface Told {
  readonly name: FigureName;
  readonly value: number | null | NumberProblem;
  /** What to look for in the line, so that one sees where the figure stands. */
  readonly words: string;
}

/** Since TensorRT 8.0, on one line each: `Latency: min = 1.2 ms, max = …, percentile(99%) = 1.9 ms`. */
const lines: ReadonlyMap<string, string> = new Map([
  ['Latency', 'latency'],
  ['End-to-End Host Latency', 'end-to-end-time'],
  ['Enqueue Time', 'enqueue-time'],
  ['H2D Latency', 'h2d-time'],
  ['GPU Compute Time', 'gpu-compute-time'],
  ['D2H Latency', 'd2h-time'],
]);

const times = { unit: 'ns', scope: 'inference' } as const;
const statistics = ['min', 'max', 'mean', 'median'];
const total = { statistic: 'total', scope: 'process', unit: 'ns' } as const;
const duration = { name: 'duration', statistic: 'value', scope: 'process', unit: 'ns' } as const;
const computeTotal = { name: 'gpu-compute-time', ...total } as const;

export function figuresOfSummary(body: string): readonly Told[] {
  const [, title = '', rest = ''] = /^([A-Za-z0-9 -]{1,40}): (.*)$/.exec(body) ?? [];
  const name = lines.get(title);
  if (name !== undefined) return rest.split(', ').flatMap((entry) => ofEntry(name, entry));
  if (title === 'Total Host Walltime') return [timed(duration, rest)];
  return title === 'Total GPU Compute Time' ? [timed(computeTotal, rest)] : [];
}

function ofEntry(name: string, entry: string): readonly Told[] {
  const [, key = '', value = ''] = /^(\S+) = (.*)$/.exec(entry) ?? [];
  const statistic = statistics.includes(key) ? key : percentileOf(/^percentile\((.+)%\)$/.exec(key)?.[1]);
  return statistic === undefined ? [] : [timed({ ...times, name, statistic }, value)];
}

/** TensorRT 7, in blocks: this one is before `(end to end …)`, which 7 tells of host latency alone. */
export function figuresOfBlock(name: string, body: string): readonly Told[] {
  const [, key = '', value = '', after] = /^([a-z ]{1,20}): ([^(]*?)(?: ?\(end to end ([^)]*)\))?$/.exec(body) ?? [];
  if (key === 'walltime') return [timed(duration, value)];
  if (key === 'total compute time') return [timed(computeTotal, value)];
  const [, tail, percent] = /^(.*?) at (\S+)%$/.exec(value) ?? [];
  const statistic = key === 'percentile' ? percentileOf(percent) : statistics.find((each) => each === key);
  if (statistic === undefined) return [];
  const own = timed({ ...times, name, statistic }, tail ?? value);
  if (after === undefined) return [own];
  const endToEnd = { ...times, name: 'end-to-end-time', statistic };
  return [own, timed(endToEnd, key === 'percentile' ? after.replace(/ at \S+%$/, '') : after)];
}

function percentileOf(percent: string | undefined): string | undefined {
  return percent !== undefined && /^\d{1,2}(?:\.\d{1,4})?$/.test(percent) ? `p${percent}` : undefined;
}

/** Zero is what it prints for what it did not measure: transfers that were turned off. */
function timed(name: FigureName, words: string): Told {
  const value = readQuantity(words, timeUnits);
  return { name, value: value === 0 ? null : value, words };
}
