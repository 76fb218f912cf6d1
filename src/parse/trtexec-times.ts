/**
 * The file that `trtexec --exportTimes` leaves → one row an inference, in nanoseconds since the start. Up to TensorRT 8.4 it
 * has the rows of the warm-up too, from 8.5 it has not, and nothing in it says which: a row is warm-up when it began to
 * compute before the warm-up was over, which is right for both.
 */
import { type FlatRow, flatRows } from './flat-rows.js';
import { Findings, type Place } from './tool-findings.js';
import { toolTextMost } from './tool-lines.js';
import { readNumber } from './tool-number.js';
import type { ToolReading, ToolRows } from './tool-reading.js';

/** What `--warmUp` is where nobody asked for another. */
const defaultWarmUpNs = 200_000_000;

/** Our names, by those of TensorRT 7.1 and later, and of 7.0, which called the transfers "in" and "out". */
const names: ReadonlyMap<string, string> = new Map([
  ['startEnqMs', 'start_enqueue'],
  ['endEnqMs', 'end_enqueue'],
  ['startH2dMs', 'start_h2d'],
  ['startInMs', 'start_h2d'],
  ['endH2dMs', 'end_h2d'],
  ['endInMs', 'end_h2d'],
  ['startComputeMs', 'start_compute'],
  ['endComputeMs', 'end_compute'],
  ['startD2hMs', 'start_d2h'],
  ['startOutMs', 'start_d2h'],
  ['endD2hMs', 'end_d2h'],
  ['endOutMs', 'end_d2h'],
  ['h2dMs', 'h2d'],
  ['inMs', 'h2d'],
  ['computeMs', 'compute'],
  ['d2hMs', 'd2h'],
  ['outMs', 'd2h'],
  ['latencyMs', 'latency'],
  // Up to 8.2.
  ['endToEndMs', 'end_to_end'],
]);
const needed = ['start_h2d', 'start_compute', 'compute', 'latency'];

/** What an exported file begins with; a log begins with a date in brackets. */
export function looksLikeTimes(text: string): boolean {
  return /^\ufeff?\s*\[\s*(?:[{\]]|$)/.test(text.slice(0, 1000));
}

export function parseTrtexecTimes(text: string, warmUpNs: number = defaultWarmUpNs): ToolReading {
  const found = new Findings();
  const listed = flatRows(text.slice(0, toolTextMost), text.startsWith('\ufeff') ? 1 : 0);
  if (listed.kind === 'wrong') {
    found.refuse('rows', 'wrong-form', { line: listed.line, column: listed.column, ended: true });
    return found.end([]);
  }
  const rows = readRows(listed.rows, found, warmUpNs);
  const steady = rows?.rows.filter(([phase]) => phase === 'steady').length ?? 0;
  const counted = { statistic: 'value', scope: 'process', unit: 'count' } as const;
  // Of a part of the list its length says nothing.
  if (listed.ended) {
    found.figure({ name: 'inferences', ...counted }, steady, start);
    found.figure({ name: 'warm-up-inferences', ...counted }, (rows?.rows.length ?? 0) - steady, start);
  }
  found.setFact('warm_up_ms', warmUpNs / 1e6);
  const missing = [...(listed.ended ? [] : ['end-of-the-list']), ...(steady > 0 ? [] : ['inferences'])];
  return found.end(missing, rows ? [rows] : []);
}

/** Rows are not lines: of what is wrong in one, the row is told. */
const start: Place = { line: 1, column: 1, ended: true };

function readRows(listed: readonly FlatRow[], found: Findings, warmUpNs: number): ToolRows | undefined {
  const [first] = listed;
  if (!first) return undefined;
  const columns = [...first.keys()].flatMap((printed) => {
    const name = names.get(printed);
    return name === undefined ? [] : [{ printed, name }];
  });
  if (needed.some((name) => !columns.some((column) => column.name === name))) {
    found.refuse('rows', 'wrong-form', start);
    return undefined;
  }
  const beganAt = columns.findIndex(({ name }) => name === 'start_compute');
  const rows = listed.map((row, index) => {
    const values = columns.map(({ printed, name }) => {
      const value = readNumber(row.get(printed) ?? '', 6);
      if (typeof value === 'number' && value >= 0) return value;
      found.refuse(`${name}-of-row-${index + 1}`, typeof value === 'string' ? value : 'negative', start);
      return null;
    });
    return [(values[beganAt] ?? 0) < warmUpNs ? 'warm-up' : 'steady', ...values];
  });
  const unit = 'ns' as const;
  return {
    name: 'inferences',
    columns: [{ name: 'phase', unit: 'text' }, ...columns.map(({ name }) => ({ name, unit }))],
    rows,
  };
}
