/**
 * What TensorFlow Lite's `benchmark_model` prints → its summary: a line of statistics of the warm-up, one of what was
 * measured, and at last `Inference timings in us`, without which nothing counts. All in microseconds, without units, so that
 * a line that was cut says nothing. Where it names a delegate, it says how much of the graph it took.
 */
import { Findings, type Place } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { type NumberProblem, readCount, readNumber } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

export function parseBenchmarkModel(text: string): ToolReading {
  const reader = new Reader();
  for (const line of toolLines(text)) {
    reader.take(line);
    if (reader.found.refused) break;
  }
  return reader.end();
}

/** Logcat's and Abseil's own marks before a line, and the level of TensorFlow Lite's. */
const prefix =
  /^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ )?(?:[VDIWEF][/ ]\S{1,40} *(?:\( *\d+\))?: |[IWEF]\d{4} \S+ +\d+ \S+\] )?(?:(INFO|WARNING|ERROR|VERBOSE): )?/;

type Word = readonly [key: string, value: string];
const latency = { name: 'latency', scope: 'inference', unit: 'ns' } as const;
const loadTime = { name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' } as const;
const peak = { name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' } as const;
const statistics: ReadonlyMap<string, string> = new Map([
  ['min', 'min'],
  ['max', 'max'],
  ['std', 'sd'],
  ['p5', 'p5'],
  ['median', 'median'],
  ['p95', 'p95'],
]);

class Reader {
  readonly found = new Findings();
  /** Of the last line of statistics: which of them is of the measurement one knows when the summary comes. */
  #last: { readonly words: readonly Word[]; readonly place: Place } | undefined;
  #over = false;

  take(line: ToolLine): void {
    const [mark = '', level] = prefix.exec(line.text) ?? [];
    const body = line.text.slice(mark.length).trim();
    if (level === 'ERROR' || /^Benchmarking failed|^Failed to |^Disallowed CPU fallback/.test(body))
      this.found.say(body);
    else if (level === 'WARNING') this.found.warn(body);
    if (/^count=\d/.test(body) && line.ended && !this.#over) this.#last = { words: wordsOf(body), place: line };
    else this.#takeBody(body, line);
  }

  end(): ToolReading {
    const missing = this.#over ? [] : ['inference-timings'];
    return this.found.end(missing);
  }

  #takeBody(body: string, line: ToolLine): void {
    const timings = /^Inference timings in us: (.+)$/.exec(body)?.[1];
    // Of 2018: no first inference, and the mean under another name.
    const early = /^Average inference timings in us: (.+)$/.exec(body)?.[1];
    const overall = /^Overall peak memory footprint \(MB\) via periodic monitoring: (\S+)$/.exec(body)?.[1];
    if (timings !== undefined) this.#takeTimings(timings, 'Inference (avg)', line);
    else if (early !== undefined) this.#takeTimings(early, 'no stats', line);
    // It divides KiB by 1024.
    else if (overall !== undefined) this.found.figure(peak, bytesOf(overall), line);
    else this.#takeFact(body, line);
  }

  #takeTimings(text: string, mean: string, line: ToolLine): void {
    if (!line.ended) return;
    if (this.#over) return this.found.refuse('inference-timings', 'told-twice', line);
    this.#over = true;
    const words = new Map(text.split(', ').map((entry): Word => wordOf(entry, ': ')));
    this.found.figure({ ...latency, statistic: 'mean' }, microseconds(words.get(mean)), line);
    this.found.figure(loadTime, microseconds(words.get('Init')), line);
    const first = words.get('First inference');
    if (first !== undefined) this.found.figure({ ...latency, statistic: 'cold', count: 1 }, microseconds(first), line);
    this.#takeStatistics(words.get(mean));
  }

  /** The line of the measurement has the mean of the summary: another one is of the warm-up. */
  #takeStatistics(mean: string | undefined): void {
    if (!this.#last) return;
    const { words, place } = this.#last;
    const told = new Map(words);
    const count = readCount(told.get('count') ?? '');
    // Where all are the same, one value stands for all.
    const same = told.get('avg') === undefined ? told.get('curr') : undefined;
    if (!alike(told.get('avg') ?? same, mean)) return this.found.refuse('latency-mean', 'out-of-order', place);
    for (const [key, statistic] of statistics) {
      const value = told.get(key);
      if (value !== undefined) this.found.figure({ ...latency, statistic }, microseconds(value), place);
    }
    if (same !== undefined)
      for (const statistic of ['min', 'max']) this.found.figure({ ...latency, statistic }, microseconds(same), place);
    const inferences = { name: 'inferences', statistic: 'value', scope: 'process', unit: 'count' } as const;
    this.found.figure(inferences, count, place);
    if (typeof count === 'number') this.found.count('latency', count);
  }

  #takeFact(body: string, line: ToolLine): void {
    const replaced =
      /^Replacing (\d{1,7}) out of (\d{1,7}) node\(s\) with delegate \((\S{1,80})\) node, yielding (\d{1,7}) partitions/;
    const [, taken, nodes, delegate = '', partitions] = replaced.exec(body) ?? [];
    if (taken !== undefined) {
      this.found.fact('delegate', delegate, line);
      this.found.fact('delegated_nodes', Number(taken), line);
      this.found.fact('nodes', Number(nodes), line);
      this.found.fact('partitions', Number(partitions), line);
    }
    const threads = /^#threads used for CPU inference: \[(\d{1,4})\]$/.exec(body)?.[1];
    if (threads !== undefined) this.found.fact('threads', Number(threads), line);
    const placement = placements.find(([form]) => form.test(body))?.[1];
    if (placement === undefined) return;
    this.found.fact('placement', placement, line);
    // Asked for and not used: what was measured is the processor.
    if (placement === 'none') this.found.fact('provider', 'CPU', line);
  }
}

/** How much of the graph the delegate that was asked for took. */
const placements: readonly (readonly [form: RegExp, placement: 'whole' | 'part' | 'none'])[] = [
  [/the model graph will be completely executed by the delegate/, 'whole'],
  [/the model graph will be partially executed by the delegate/, 'part'],
  [/the model graph will not be executed by the delegate/, 'none'],
];

function wordsOf(body: string): readonly Word[] {
  return body.split(/\s+/).map((entry) => wordOf(entry, '='));
}

function wordOf(entry: string, sign: string): Word {
  const at = entry.indexOf(sign);
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + sign.length)];
}

function microseconds(word = ''): number | null | NumberProblem {
  const value = readNumber(word, 3);
  if (typeof value === 'string') return value;
  return value < 0 ? 'negative' : value || null;
}

function bytesOf(word: string): number | NumberProblem {
  const value = readNumber(word);
  if (typeof value === 'string') return value;
  return value < 0 ? 'negative' : Math.round(value * 1024 ** 2);
}

/** Six digits of one number, printed twice. */
function alike(one = '', other = ''): boolean {
  const [a, b] = [readNumber(one), readNumber(other)];
  if (typeof a === 'string' || typeof b === 'string') return typeof b === 'string';
  return Math.abs(a - b) <= 2e-5 * Math.max(a, b);
}
