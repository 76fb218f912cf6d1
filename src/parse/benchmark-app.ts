/**
 * What OpenVINO's `benchmark_app` prints → its summary, of releases 2021 to 2026, in Python and in C++. Figures of the
 * measurement are taken from the report of the last step alone; one that was not printed is null. The tool may be cut off
 * anywhere and prints for a terminal: what cannot be read says where, and nothing is guessed.
 */
import { exhaustive } from '#core/invariant.js';
import {
  type Figure,
  type FigureLine,
  type FigureProblem,
  figureBefore,
  figureOfReport,
} from './benchmark-app-figure.js';
import { plainText } from './plain-text.js';

export interface BenchmarkAppSummary {
  /** `2026.4.1-22982-e213a147257-releases/2026/4`; its first part is the version. */
  readonly build: string | null;
  /** As OpenVINO names them: `CPU`, `GPU.0`; none before release 2023. */
  readonly devices: readonly string[];
  /** What the compiled model says of itself, `INFERENCE_PRECISION_HINT` and others; none before release 2022. */
  readonly settings: Readonly<Record<string, string>>;
  /** Inferences that were measured. */
  readonly count: number;
  readonly durationNs: number | null;
  readonly medianNs: number | null;
  /** Where another percentile was asked for, the tool prints it in the place of the median. */
  readonly percentile: { readonly percent: number; readonly valueNs: number } | null;
  readonly meanNs: number | null;
  readonly minNs: number | null;
  readonly maxNs: number | null;
  /** Up to release 2022 in synchronous mode one over the median; later what was done in the duration. */
  readonly throughputPerSecond: number | null;
  /** Before anything is measured. */
  readonly firstInferenceNs: number | null;
  readonly readModelNs: number | null;
  readonly compileModelNs: number | null;
}

/** Stable words, not prose. */
export type SummaryProblem = FigureProblem | 'told-twice' | 'out-of-order';

/** `said`: the first error that it printed, in its own words. */
export type BenchmarkAppReading = { readonly said: string | null } & (
  | { readonly kind: 'complete'; readonly summary: BenchmarkAppSummary }
  /** It ended before its report did; `missing` is what was never printed. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  | { readonly kind: 'unreadable'; readonly line: number; readonly figure: string; readonly problem: SummaryProblem }
);

/** Of a log: the supervisor keeps less. */
const textMost = 16 * 1024 * 1024;
const lineMost = 400;

export function parseBenchmarkApp(text: string): BenchmarkAppReading {
  // Progress bars return without a line feed.
  const lines = text.slice(0, textMost).split(/\r\n|\n|\r/);
  const reader = new Reader();
  for (const [at, line] of lines.entries()) {
    const problem = reader.take(plainText(line, lineMost), at === lines.length - 1);
    if (problem) return { kind: 'unreadable', line: at + 1, ...problem, said: reader.said() };
  }
  return reader.end(lines.length);
}

interface Trouble {
  readonly figure: string;
  readonly problem: SummaryProblem;
}

/** Lines of one exception of OpenVINO. */
const errorLinesMost = 12;

class Reader {
  readonly #found = new Map<Figure, number | null>();
  readonly #settings: Record<string, string> = {};
  #build: string | null = null;
  #devices: readonly string[] = [];
  #percent = 0;
  /** Where in the output: the model's settings, the report, and in it the figures of groups that are not the whole's. */
  #at: 'start' | 'settings' | 'steps' | 'report' | 'groups' | 'over' = 'start';
  readonly #error: string[] = [];
  #inError = false;

  /** `unended`: the last line, which may be cut. */
  take(line: string, unended: boolean): Trouble | undefined {
    const [, step, steps] = /^\s*\[Step (\d{1,2})\/(\d{1,2})\]/.exec(line) ?? [];
    if (step !== undefined) return this.#begin(line, step === steps);
    const [, level, body = ''] = /^\s*(?:\[ ([A-Z]+) \])?(.*)$/.exec(line) ?? [];
    if (level === 'ERROR' || this.#inError) this.#takeError(level, line);
    else if (level === 'INFO' && this.#at === 'settings') this.#takeSetting(body.trim());
    else if (level === undefined || level === 'INFO') return this.#takeBody(body.trim(), unended);
    return undefined;
  }

  end(lines: number): BenchmarkAppReading {
    const said = this.said();
    const latencies = (['median', 'percentile', 'average'] as const).some((figure) => this.#found.has(figure));
    const missing: string[] = (['count', 'duration', 'throughput'] as const).filter((name) => !this.#found.has(name));
    if (!latencies) missing.push('latency');
    const count = this.#one('count');
    if (missing.length > 0 || count === null) return { kind: 'incomplete', missing, said };
    if (!this.#inOrder()) return { kind: 'unreadable', line: lines, figure: 'latency', problem: 'out-of-order', said };
    return { kind: 'complete', summary: this.#summary(count), said };
  }

  said(): string | null {
    return this.#error.length === 0 ? null : this.#error.join(' ');
  }

  #one(figure: Figure): number | null {
    return this.#found.get(figure) ?? null;
  }

  #summary(count: number): BenchmarkAppSummary {
    const valueNs = this.#one('percentile');
    return {
      build: this.#build,
      devices: this.#devices,
      settings: this.#settings,
      count,
      durationNs: this.#one('duration'),
      medianNs: this.#one('median'),
      percentile: valueNs === null ? null : { percent: this.#percent, valueNs },
      meanNs: this.#one('average'),
      minNs: this.#one('min'),
      maxNs: this.#one('max'),
      throughputPerSecond: this.#one('throughput'),
      firstInferenceNs: this.#one('first-inference'),
      readModelNs: this.#one('read-model'),
      compileModelNs: this.#one('compile-model'),
    };
  }

  #inOrder(): boolean {
    const [min, max] = [this.#one('min') ?? 0, this.#one('max') ?? Infinity];
    const middle = [this.#one('median') ?? min, this.#one('percentile') ?? min, this.#one('average') ?? min];
    return min <= max && middle.every((value) => value >= min && value <= max);
  }

  #begin(line: string, last: boolean): Trouble | undefined {
    this.#inError = false;
    const reported = this.#at === 'report' || this.#at === 'groups' || this.#at === 'over';
    // Two runs in one output: which of them was asked for?
    if (reported) return { figure: 'report', problem: 'told-twice' };
    if (last) this.#at = 'report';
    else this.#at = /optimal runtime parameters/i.test(line) ? 'settings' : 'steps';
    return undefined;
  }

  /** An exception of OpenVINO has several lines; then follows Python's own account of it. */
  #takeError(level: string | undefined, line: string): void {
    const first = level === 'ERROR' && this.#error.length === 0;
    this.#inError = first || (this.#inError && level === undefined && !line.startsWith('Traceback'));
    const text = line.replace(/^\s*\[ ERROR \]/, '').trim();
    if (this.#inError && text !== '' && this.#error.length < errorLinesMost) this.#error.push(text);
  }

  #takeBody(body: string, unended: boolean): Trouble | undefined {
    switch (this.#at) {
      case 'start':
      case 'steps':
        this.#build ??= /^Build \.+ (\S+)$/.exec(body)?.[1] ?? null;
        return this.#keep(figureBefore(body), unended);
      case 'report':
      case 'groups':
        return this.#takeReport(body, unended);
      case 'settings':
      case 'over':
        return undefined;
      default:
        return exhaustive(this.#at);
    }
  }

  #takeSetting(body: string): void {
    const [, name, value] = /^([A-Z][A-Z0-9_]{2,60}): (.{1,200})$/.exec(body) ?? [];
    if (name === undefined || value === undefined) return;
    // Python prints its own objects: `<Type: 'float32'>`.
    this.#settings[name] ??= /^<Type: '(.+)'>$/.exec(value)?.[1] ?? value;
  }

  #takeReport(body: string, unended: boolean): Trouble | undefined {
    if (/^Latency for each data shape group/i.test(body)) this.#at = 'groups';
    const devices = /^Execution Devices:\s*\[(.*)\]$/i.exec(body)?.[1];
    if (devices !== undefined) this.#devices = [...devices.matchAll(/[A-Za-z]+(?:\.[0-9]+)?/g)].map(([each]) => each);
    const line = figureOfReport(body);
    return this.#at === 'groups' && line?.figure !== 'throughput' ? undefined : this.#keep(line, unended);
  }

  #keep(line: FigureLine | undefined, unended: boolean): Trouble | undefined {
    if (!line) return undefined;
    const { figure } = line;
    // What is cut off was not said.
    if (line.kind === 'wrong') return unended ? undefined : { figure, problem: line.problem };
    if (this.#found.has(figure)) return { figure, problem: 'told-twice' };
    this.#found.set(figure, line.value);
    this.#percent = line.percent ?? this.#percent;
    if (figure === 'throughput') this.#at = 'over';
    return undefined;
  }
}
