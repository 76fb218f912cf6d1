/**
 * What NVIDIA's `trtexec` prints, of TensorRT 7.0 to 11 → its summary. It says itself whether it passed: without that line
 * nothing counts, whatever stands before it. Its "Latency" is what it took to copy in, compute and copy out; from 11 on
 * nothing is copied unless it is asked for, and `data_transfers` says so.
 */
import { Findings, type Place, placeIn } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { byteUnits, type NumberProblem, readCount, readNumber, readQuantity, timeUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';
import { factOf, versionOf } from './trtexec-facts.js';
import { figuresOfBlock, figuresOfSummary, type Told } from './trtexec-summary.js';
import { looksLikeTimes, parseTrtexecTimes } from './trtexec-times.js';

/** A measurement; the file that it exports is known by its first sign. */
export function parseTrtexec(text: string): ToolReading {
  return looksLikeTimes(text) ? parseTrtexecTimes(text) : readLog(text).measured();
}

/** An engine that was built, whether or not it was measured then. */
export function parseTrtexecBuild(text: string): ToolReading {
  return readLog(text).built();
}

function readLog(text: string): Reader {
  const reader = new Reader();
  for (const line of toolLines(text)) {
    reader.take(line);
    if (reader.found.refused) break;
  }
  return reader;
}

/** Names of blocks of TensorRT 7. */
const blocks: ReadonlyMap<string, string> = new Map([
  ['host latency', 'latency'],
  ['enqueue time', 'enqueue-time'],
  ['gpu compute', 'gpu-compute-time'],
]);

const inference = { scope: 'inference', unit: 'per-second' } as const;
const ofProcess = { statistic: 'value', scope: 'process' } as const;
const load = { statistic: 'value', scope: 'load', unit: 'ns' } as const;

class Reader {
  readonly found = new Findings();
  /** `summary`, or the figure that a block of TensorRT 7 is about. */
  #in: string | undefined;
  #running = false;
  #loadedAt: Place = { line: 1, column: 1, ended: true };
  /** Queries of implicit batches are counted by what is in them. */
  #batch = 1;

  take(line: ToolLine): void {
    const end = /^&&&& (RUNNING|PASSED|FAILED) TensorRT\.trtexec\b(.*)$/.exec(line.text);
    if (end) return this.#takeMark(end[1] ?? '', end[2] ?? '', line);
    const [, level, body = ''] = /^\[[0-9/:-]{10,30}\] \[([IWEFV])\] ?(.*)$/.exec(line.text) ?? [];
    if (level === 'E' || level === 'F') this.found.say(body);
    else if (level === 'W' && /^\S/.test(body)) this.#warn(body, line);
    else if (level === 'I') this.#takeBody(body.trimEnd(), line);
  }

  measured(): ToolReading {
    const wanted = [
      ['throughput', 'mean', this.#throughputOf()],
      ['latency', 'median', 'inference'],
      ['gpu-compute-time', 'median', 'inference'],
      ['duration', 'value', 'process'],
    ] as const;
    const missing: string[] = wanted.flatMap(([name, statistic, scope]) =>
      this.found.has(name, statistic, scope) ? [] : [name],
    );
    if (this.found.factOf('passed') !== true) missing.push('passed');
    for (const name of ['latency', 'enqueue-time', 'h2d-time', 'gpu-compute-time', 'd2h-time', 'end-to-end-time'])
      this.#count(name);
    return this.#end(missing);
  }

  built(): ToolReading {
    const missing = this.found.has('build-time', 'value', 'load') ? [] : ['build-time'];
    if (this.found.factOf('passed') !== true) missing.push('passed');
    return this.#end(missing);
  }

  #count(name: string): void {
    const count = this.found.valueOf('inferences', 'value', 'process');
    if (count !== null && this.#batch === 1) this.found.count(name, count);
  }

  /** Up to 8.2 one line speaks of reading the file and of making an engine of it; later there is a line for each. */
  #end(missing: readonly string[]): ToolReading {
    const [read, made] = ['engine-read-time', 'engine-load-time'].map((name) =>
      this.found.valueOf(name, 'value', 'load'),
    );
    const [major = 7, minor = 0] = (this.found.versionSaid ?? '').split('.').filter(Boolean).map(Number);
    const inOne = major < 8 || (major === 8 && minor < 4);
    if (missing.length === 0 && read != null && (made != null || inOne))
      this.found.figure({ name: 'load-time', ...load }, read + (made ?? 0), this.#loadedAt);
    return this.found.end(missing);
  }

  #takeMark(mark: string, rest: string, line: ToolLine): void {
    const version = versionOf(/\[TensorRT (v\d+)\]/.exec(rest)?.[1] ?? '');
    if (version !== undefined) this.found.version(version, line);
    if (mark !== 'RUNNING') this.found.setFact('passed', this.found.factOf('passed') ?? mark === 'PASSED');
    // Two runs in one output: which of them was asked for?
    else if (this.#running) this.found.refuse('run', 'told-twice', line);
    this.#running = true;
  }

  #warn(body: string, line: ToolLine): void {
    this.found.warn(body.replace(/^\* /, ''));
    const variation = /GPU compute time is unstable, with coefficient of variance = (\S+)%\.?$/.exec(body)?.[1];
    if (variation !== undefined)
      this.found.figure(
        { name: 'gpu-compute-time', statistic: 'cv', scope: 'inference', unit: 'ratio' },
        readNumber(variation, -2),
        line,
      );
  }

  #takeBody(body: string, line: ToolLine): void {
    const section = /^=== (.+) ===$/.exec(body)?.[1];
    const block = blocks.get(body.toLowerCase());
    if (section !== undefined) this.#in = section === 'Performance summary' ? 'summary' : undefined;
    else if (block !== undefined) this.#in = block;
    else if (this.#in !== undefined) this.#takeFigures(this.#in, body, line);
    else this.#takeBefore(body, line);
  }

  #takeFigures(about: string, body: string, line: ToolLine): void {
    const [, word, rest = ''] = /^([Tt]hroughput): (.*)$/.exec(body) ?? [];
    if (word !== undefined) {
      const value = perSecond(rest);
      const name = { name: 'throughput', statistic: 'mean', ...inference, scope: this.#throughputOf() };
      return this.#keep({ name, value: value === 0 ? null : value, words: rest }, line);
    }
    for (const told of about === 'summary' ? figuresOfSummary(body) : figuresOfBlock(about, body))
      this.#keep(told, line);
  }

  #keep({ name, value, words }: Told, line: ToolLine): void {
    this.found.figure(name, value, { ...placeIn(line, words), closed: true });
  }

  /** With an implicit batch it counts what is in the batches, else the batches. */
  #throughputOf(): 'inference' | 'item' {
    return this.#batch === 1 ? 'inference' : 'item';
  }

  #takeBefore(body: string, line: ToolLine): void {
    const [, warm, over] = /^Warmup completed (\S+) queries over (.+)$/.exec(body) ?? [];
    const counted = /^Timing trace has (\S+) queries over /.exec(body)?.[1];
    if (warm !== undefined && over !== undefined) {
      this.found.figure({ name: 'warm-up-inferences', ...ofProcess, unit: 'count' }, readCount(warm), line);
      this.found.figure({ name: 'warm-up-time', ...ofProcess, unit: 'ns' }, readQuantity(over, timeUnits), line);
    } else if (counted !== undefined) {
      this.found.figure({ name: 'inferences', ...ofProcess, unit: 'count' }, readCount(counted), line);
    } else if (!this.#takeEngine(body, line)) this.#takeFact(body, line);
  }

  #takeEngine(body: string, line: ToolLine): boolean {
    const [, done, time] = /^Engine (built|loaded|deserialized) in (.+?)\.?$/.exec(body) ?? [];
    const size = /^Created engine with size: (.+)$/.exec(body)?.[1];
    if (done !== undefined && time !== undefined) this.#takeTime(engineTimes[done] ?? done, time, line);
    else if (size !== undefined)
      this.found.figure(
        { name: 'engine-size', statistic: 'value', scope: 'model', unit: 'bytes' },
        whole(readQuantity(size, byteUnits)),
        line,
      );
    return done !== undefined || size !== undefined;
  }

  #takeTime(name: string, time: string, line: ToolLine): void {
    this.found.figure({ name, ...load }, readQuantity(time, timeUnits), line);
    if (name !== 'build-time' && line.ended) this.#loadedAt = line;
  }

  #takeFact(body: string, line: ToolLine): void {
    const version = /^TensorRT version: (\d+(?:\.\d+){1,3})$/.exec(body)?.[1];
    if (version !== undefined) this.found.version(version, line);
    const told = factOf(body);
    if (!told) return;
    this.found.fact(told.name, told.value, line);
    if (told.name === 'batch' && typeof told.value === 'number' && line.ended) this.#batch = told.value;
  }
}

const engineTimes: Readonly<Record<string, string>> = {
  built: 'build-time',
  loaded: 'engine-read-time',
  deserialized: 'engine-load-time',
};

function perSecond(words: string): number | NumberProblem {
  const [, word = words, unit = ''] = /^(\S+) (.*)$/.exec(words) ?? [];
  const value = readNumber(word);
  if (typeof value === 'number' && unit !== 'qps') return 'unknown-unit';
  return typeof value === 'number' && value < 0 ? 'negative' : value;
}

/** Printed in MiB with six digits: of bytes, that is as near as it goes. */
function whole(bytes: number | NumberProblem): number | NumberProblem {
  return typeof bytes === 'number' ? Math.round(bytes) : bytes;
}
