/**
 * What OpenVINO's `benchmark_app` prints → its summary, of releases 2021 to 2026, in Python and in C++. Figures of the
 * measurement are taken from the report of the last step alone; one that was not printed is not there. The tool may be cut
 * off anywhere and prints for a terminal: what cannot be read says where, and nothing is guessed.
 */
import { exhaustive } from '#core/invariant.js';
import { type FigureLine, figureBefore, figureNames, figureOfReport } from './benchmark-app-figure.js';
import { Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import type { ToolReading } from './tool-reading.js';

export function parseBenchmarkApp(text: string): ToolReading {
  const reader = new Reader();
  for (const line of toolLines(text)) {
    reader.take(line);
    if (reader.found.refused) break;
  }
  return reader.end();
}

/** Lines of one exception of OpenVINO. */
const errorLinesMost = 12;

/**
 * OpenVINO's hint, which the compiled model corrects to what the device can do: of the layers that are not quantised.
 * Facts of this name are held against what was asked for.
 */
const arithmetics: Readonly<Record<string, string>> = {
  float32: 'fp32',
  f32: 'fp32',
  float16: 'fp16',
  f16: 'fp16',
  bfloat16: 'bf16',
  bf16: 'bf16',
};

class Reader {
  readonly found = new Findings();
  /** Where in the output: the model's settings, the report, and in it the figures of groups that are not the whole's. */
  #at: 'start' | 'settings' | 'steps' | 'report' | 'groups' | 'over' = 'start';
  readonly #error: string[] = [];
  #inError = false;
  #last: ToolLine = { text: '', line: 1, column: 1, ended: false };

  take(line: ToolLine): void {
    this.#last = line;
    const [, step, steps] = /^\s*\[Step (\d{1,2})\/(\d{1,2})\]/.exec(line.text) ?? [];
    if (step !== undefined) return this.#begin(line, step === steps);
    const [, level, body = ''] = /^\s*(?:\[ ([A-Z]+) \])?(.*)$/.exec(line.text) ?? [];
    if (level === 'ERROR' || this.#inError) this.#takeError(level, line.text);
    else if (level === 'WARNING') this.found.warn(body);
    else if (level === 'INFO' && this.#at === 'settings') this.#takeSetting(body.trim(), line);
    else if (level === undefined || level === 'INFO') this.#takeBody(body.trim(), line);
  }

  end(): ToolReading {
    this.found.say(this.#error.join(' '));
    const missing: string[] = [];
    if (!this.found.has('inferences', 'value', 'process')) missing.push('count');
    if (!this.found.has('duration', 'value', 'process')) missing.push('duration');
    if (!this.found.has('throughput', 'mean')) missing.push('throughput');
    if (!this.#latencies.some((statistic) => this.found.has('latency', statistic))) missing.push('latency');
    const count = this.found.valueOf('inferences', 'value', 'process');
    // A count of nothing is no measurement.
    if (missing.length === 0 && count === null) missing.push('count');
    if (missing.length === 0 && !this.#inOrder()) this.found.refuse('latency', 'out-of-order', { ...this.#last });
    if (count !== null) for (const name of ['latency', 'throughput']) this.found.count(name, count);
    return this.found.end(missing);
  }

  #percentile: string | undefined;

  get #latencies(): readonly string[] {
    return ['median', 'mean', ...(this.#percentile === undefined ? [] : [this.#percentile])];
  }

  #inOrder(): boolean {
    const of = (statistic: string): number | null => this.found.valueOf('latency', statistic);
    const [min, max] = [of('min') ?? 0, of('max') ?? Infinity];
    return min <= max && this.#latencies.map((one) => of(one) ?? min).every((value) => value >= min && value <= max);
  }

  #begin(line: ToolLine, last: boolean): void {
    this.#inError = false;
    const reported = this.#at === 'report' || this.#at === 'groups' || this.#at === 'over';
    // Two runs in one output: which of them was asked for?
    if (reported) this.found.refuse('report', 'told-twice', line);
    else if (last) this.#at = 'report';
    else this.#at = /optimal runtime parameters/i.test(line.text) ? 'settings' : 'steps';
  }

  /** An exception of OpenVINO has several lines; then follows Python's own account of it. */
  #takeError(level: string | undefined, line: string): void {
    const first = level === 'ERROR' && this.#error.length === 0;
    this.#inError = first || (this.#inError && level === undefined && !line.startsWith('Traceback'));
    const text = line.replace(/^\s*\[ ERROR \]/, '').trim();
    if (this.#inError && text !== '' && this.#error.length < errorLinesMost) this.#error.push(text);
  }

  #takeBody(body: string, line: ToolLine): void {
    switch (this.#at) {
      case 'start':
      case 'steps': {
        const build = /^Build \.+ (\S+)$/.exec(body)?.[1];
        if (build !== undefined) this.found.version(build, line);
        return this.#keep(figureBefore(body), line);
      }
      case 'report':
      case 'groups':
        return this.#takeReport(body, line);
      case 'settings':
      case 'over':
        return;
      default:
        return exhaustive(this.#at);
    }
  }

  /** Under the names that OpenVINO gives to them. */
  #takeSetting(body: string, line: ToolLine): void {
    const [, name, value] = /^([A-Z][A-Z0-9_]{2,60}): (.{1,200})$/.exec(body) ?? [];
    if (name === undefined || value === undefined) return;
    // Python prints its own objects: `<Type: 'float32'>`.
    const said = /^<Type: '(.+)'>$/.exec(value)?.[1] ?? value;
    this.found.fact(name, said, line);
    const arithmetic = arithmetics[said];
    if (name === 'INFERENCE_PRECISION_HINT' && arithmetic !== undefined)
      this.found.fact('arithmetic', arithmetic, line);
  }

  #takeReport(body: string, line: ToolLine): void {
    if (/^Latency for each data shape group/i.test(body)) this.#at = 'groups';
    const listed = /^Execution Devices:\s*\[(.*)\]$/i.exec(body)?.[1];
    const devices = [...(listed ?? '').matchAll(/[A-Za-z]+(?:\.[0-9]+)?/g)].map(([each]) => each);
    if (devices.length > 0) {
      this.found.fact('devices', devices.join(' '), line);
      this.found.fact('provider', [...new Set(devices.map((each) => each.split('.')[0]))].join('+'), line);
    }
    const figure = figureOfReport(body);
    if (this.#at !== 'groups' || figure?.figure === 'throughput') this.#keep(figure, line);
  }

  #keep(told: FigureLine | undefined, line: ToolLine): void {
    if (!told) return;
    const { figure, value, percent } = told;
    const statistic = percent === undefined ? undefined : `p${percent}`;
    const name = { ...figureNames[figure], ...(statistic ? { statistic } : {}) };
    this.found.figure(name, value, { ...line, closed: true });
    this.#percentile ??= statistic;
    if (figure === 'compile-model') this.#keepLoadTime(line);
    // After it nothing is of the report.
    if (figure === 'throughput' && this.found.has('throughput', 'mean')) this.#at = 'over';
  }

  /** What runners of ours call loading: from the file to a model that can be asked. */
  #keepLoadTime(line: ToolLine): void {
    const [read, compiled] = ['read-time', 'compile-time'].map((name) => this.found.valueOf(name, 'value', 'load'));
    if (read == null || compiled == null) return;
    const name = { name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' } as const;
    this.found.figure(name, read + compiled, { ...line, closed: true });
  }
}
