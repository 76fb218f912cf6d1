/**
 * What ONNX Runtime's `onnxruntime_perf_test` prints → its summary. Its units are its own for every line: seconds for most,
 * milliseconds for the mean and the first inference, and none at all for the totals of early versions. The file that it
 * leaves has a row for each inference, without a heading.
 */
import { type FigureName, Findings, placeIn } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import {
  byteUnits,
  type NumberProblem,
  readCount,
  readNumber,
  readQuantity,
  shareUnits,
  timeUnits,
} from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

const latency = { name: 'latency', scope: 'inference', unit: 'ns' } as const;
const ofProcess = { statistic: 'value', scope: 'process' } as const;

interface Form {
  readonly name: FigureName;
  readonly read: (words: string) => number | NumberProblem;
}

const time = (words: string): number | NumberProblem => readQuantity(words, timeUnits);
/** Early versions print seconds and do not say so. */
const seconds = (words: string): number | NumberProblem =>
  readQuantity(/^\S+$/.test(words) ? `${words} s` : words, timeUnits);

/** By what stands before the number; `:` or ` is ` between them. */
const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    'Session creation time cost',
    { name: { name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' }, read: time },
  ],
  ['First inference time cost', { name: { ...latency, statistic: 'cold', count: 1 }, read: time }],
  ['Average inference time cost', { name: { ...latency, statistic: 'mean' }, read: time }],
  ['Average inference time cost total', { name: { ...latency, statistic: 'mean' }, read: time }],
  ['Average time cost', { name: { ...latency, statistic: 'mean' }, read: time }],
  ['Total inference requests', { name: { name: 'inferences', ...ofProcess, unit: 'count' }, read: readCount }],
  ['Total iterations', { name: { name: 'inferences', ...ofProcess, unit: 'count' }, read: readCount }],
  ['Total inference run time', { name: { name: 'duration', ...ofProcess, unit: 'ns' }, read: time }],
  ['Total run time', { name: { name: 'duration', ...ofProcess, unit: 'ns' }, read: seconds }],
  [
    'Number of inferences per second',
    {
      name: { name: 'throughput', statistic: 'mean', scope: 'inference', unit: 'per-second' },
      read: (words) => positive(readNumber(words)),
    },
  ],
  [
    'Avg CPU usage',
    {
      name: { name: 'cpu-usage', statistic: 'mean', scope: 'process', unit: 'ratio' },
      read: (words) => readQuantity(words, shareUnits),
    },
  ],
  [
    'Peak working set size',
    {
      name: { name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' },
      read: (words) => readQuantity(words, byteUnits),
    },
  ],
  ...[
    ['Min', 'min'],
    ['Max', 'max'],
    ['P50', 'median'],
    ['P90', 'p90'],
    ['P95', 'p95'],
    ['P99', 'p99'],
    ['P999', 'p99.9'],
  ].map(([word = '', statistic = '']): [string, Form] => [
    `${word} Latency`,
    { name: { ...latency, statistic }, read: time },
  ]),
]);

export function parseOnnxruntimePerfTest(text: string): ToolReading {
  const found = new Findings();
  for (const line of toolLines(text)) {
    takeLine(found, line);
    if (found.refused) break;
  }
  const needed = [
    ['inferences', 'value', 'process'],
    ['latency', 'mean', 'inference'],
    ['duration', 'value', 'process'],
  ] as const;
  const missing = needed.flatMap(([name, statistic, scope]) => (found.has(name, statistic, scope) ? [] : [name]));
  const count = found.valueOf('inferences', 'value', 'process');
  if (count !== null) for (const name of ['latency', 'throughput']) found.count(name, count);
  return found.end(missing);
}

function takeLine(found: Findings, line: ToolLine): void {
  const body = line.text.trim();
  if (/\[E:onnxruntime|ONNXRuntimeError|^(?:Load model from .* failed|.*\bException\b)/.test(body))
    return found.say(body);
  if (/\[W:onnxruntime/.test(body)) return found.warn(body);
  const [, title = '', words = ''] = /^([A-Z][A-Za-z0-9 ]{1,40}?)(?:: ?| is )(.*)$/.exec(body) ?? [];
  const form = forms.get(title);
  if (!form) return;
  const value = form.read(words.trim());
  // Where there is no file to write to, some are printed once more, without a space and a unit.
  if (/^[A-Z][A-Za-z ]+:\S+$/.test(body) && !/ is /.test(body) && value === 'unknown-unit') return;
  found.figure(form.name, value === 0 ? null : value, placeIn(line, words));
}

function positive(value: number | NumberProblem): number | NumberProblem {
  return typeof value === 'number' && value < 0 ? 'negative' : value;
}

/** The file: model, seconds, peak bytes, percent of the processor, number of the run; it appends where a file is there. */
export function parseOnnxruntimePerfTestTimes(text: string): ToolReading {
  const found = new Findings();
  const rows: (readonly number[])[] = [];
  let cut = false;
  for (const line of toolLines(text)) {
    const body = line.text.trim();
    // Statistics may follow; a row that was cut is none.
    if (body === '' || /^(?:Min|Max|P\d{2,3}) Latency(?::| is) /.test(body)) continue;
    cut = !line.ended;
    if (!cut) takeRow(found, rows, line);
    if (found.refused) break;
  }
  const missing = [...(cut ? ['end-of-the-last-row'] : []), ...(rows.length > 0 ? [] : ['inferences'])];
  return found.end(missing, rows.length > 0 ? [{ name: 'inferences', columns, rows }] : []);
}

const columns = [
  { name: 'latency', unit: 'ns' },
  { name: 'run', unit: 'count' },
] as const;

function takeRow(found: Findings, rows: (readonly number[])[], line: ToolLine): void {
  const [, cost = '', bytes = '', share = '', run = ''] =
    /^[^,]+,([^,]+),([^,]+),([^,]+),([^,]+)$/.exec(line.text.trim()) ?? [];
  if (run === '') return found.refuse('row', 'wrong-form', line);
  const values = [positive(readNumber(cost, 9)), readCount(run), readCount(bytes), readNumber(share)];
  const problem = values.find((value) => typeof value === 'string');
  if (problem !== undefined) return found.refuse('row', problem, line);
  const [latencyNs = 0, number = 0] = values.map(Number);
  // A second run was appended, or rows are missing.
  if (number !== rows.length) return found.refuse('run', number === 0 ? 'told-twice' : 'out-of-order', line);
  rows.push([latencyNs, number]);
}
