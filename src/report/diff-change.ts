/**
 * What is not the same between two cells besides what is asked about: for each part of the fingerprint the values that
 * differ, by the names that they have in the experiment file, and each observed fact. A digest alone tells a person nothing.
 */
import type { Differs } from '#compare/comparison.js';
import type { Protocol } from '#domain/experiment.js';
import type { PartName, Plan, PlannedFile, PlannedStep, RunCell } from '#domain/plan.js';
import { elapsed, latency } from '#wording/quantity.js';

export interface Change {
  /** `environment`: observed, and nobody declared it. */
  readonly of: PartName | 'environment';
  /** A name of the experiment file, of a file or of a fact; null: the plan does not keep what makes the difference. */
  readonly what: string | null;
  /** Null: not there on this side. */
  readonly a: string | null;
  readonly b: string | null;
}

/** A planned cell with the steps of its plan by their keys. */
export interface PlannedSide {
  readonly cell: RunCell;
  readonly steps: ReadonlyMap<string, PlannedStep>;
}

export function stepsOf(plan: Plan): PlannedSide['steps'] {
  return new Map(plan.steps.map((step) => [step.key, step]));
}

export function changesOf(differs: Differs, a: PlannedSide, b: PlannedSide): readonly Change[] {
  const parts = differs.parts.flatMap((part): readonly Change[] => {
    const found = differing(part, valuesOf[part](a), valuesOf[part](b));
    return found.length > 0 ? found : [{ of: part, what: null, a: null, b: null }];
  });
  const facts = differs.environment.map(({ fact, a: was, b: is }): Change => {
    return { of: 'environment', what: fact, a: listed(was), b: listed(is) };
  });
  return [...parts, ...facts];
}

type Values = Readonly<Record<string, string>>;

function differing(of: PartName, a: Values, b: Values): readonly Change[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((what): readonly Change[] => {
    const [was, is] = [own(a, what), own(b, what)];
    if (was === is) return [];
    const [shortA, shortB] = was !== null && is !== null ? withoutShared(was, is) : [was, is];
    return [{ of, what, a: shortA, b: shortB }];
  });
}

/** What the parts of a recipe are made of (`plan/recipe.ts`), as far as the plan keeps it. */
const valuesOf: Readonly<Record<PartName, (side: PlannedSide) => Values>> = {
  source: ({ cell, steps }) => {
    const { source } = cell.measurement.route;
    return {
      ...(source.built === undefined ? { model: fileWords(source) } : buildWords(steps.get(source.built), source.name)),
      'model format': source.format,
      'model precision': source.precision,
    };
  },
  route: ({ cell, steps }) => {
    const all = cell.measurement.route.steps.flatMap((key) => steps.get(key) ?? []);
    // How the source is built is no part of how it is converted.
    const legs = all.filter(({ from }) => from.kind !== 'nothing');
    return Object.fromEntries(legs.map((step, at) => [`conversion ${at + 1}`, legWords(step)]));
  },
  runner: ({ cell }) => {
    const { runner, options } = cell.measurement;
    return { ...options, toolchain: runner.toolchain, runner: runner.name };
  },
  preprocess: () => ({}),
  data: ({ cell }) => {
    const { inputImages, input, accuracy, protocol } = cell.measurement;
    return {
      ...(inputImages ? { input: fileWords(inputImages) } : {}),
      ...(protocol.input === 'random' && input.shape ? { 'input shape': input.shape.join(' × ') } : {}),
      ...(accuracy ? { 'accuracy data': fileWords(accuracy.images), labels: fileWords(accuracy.labels) } : {}),
    };
  },
  protocol: ({ cell }) => {
    const { warmup, iterations, scenario, input, batch, streams } = cell.measurement.protocol;
    return {
      'warmup.iterations': String(warmup.iterations),
      'warmup.max': elapsed(warmup.maxNs),
      ...(warmup.pauseNs === undefined ? {} : { 'warmup.pause': latency(warmup.pauseNs) }),
      'iterations.min': String(iterations.min),
      ...lastsWords(cell.measurement.protocol),
      scenario: streams === undefined ? scenario : 'streams',
      ...(batch === undefined ? {} : { batch: String(batch) }),
      ...(streams === undefined ? {} : { streams: String(streams) }),
      input,
      ...(cell.measurement.accuracy ? { 'accuracy.top': cell.measurement.accuracy.top.join(', ') } : {}),
    };
  },
  target: ({ cell }) => {
    const { provider, unit } = cell.measurement.asked;
    return { device: cell.levels['device'] ?? '', unit, provider };
  },
  settings: () => ({}),
};

/** Neither the cap nor the least duration hold beside a target. */
function lastsWords({ iterations, durationMinNs, durationTargetNs }: Protocol): Values {
  if (durationTargetNs !== undefined) return { 'duration.target': elapsed(durationTargetNs) };
  return { 'iterations.max': String(iterations.max), 'duration.min': latency(durationMinNs) };
}

/** Everything that a build is known by, input by input. */
function buildWords(step: PlannedStep | undefined, name: string): Values {
  const from = step?.from.kind === 'nothing' ? step.from : undefined;
  return {
    model: `built by ${name}`,
    ...(from?.pinned === undefined ? {} : { 'model sha256': from.pinned }),
    ...Object.fromEntries((from?.inputs ?? []).map((file) => [`input ${file.name}`, fileWords(file)])),
  };
}

function fileWords({ name, digest }: PlannedFile): string {
  return `${name} (sha256 ${digest.slice(0, 12)}…)`;
}

function legWords({ conversion, argv, tool, to }: PlannedStep): string {
  return `${conversion} to ${to.format} ${to.precision} with ${tool}: ${argv.join(' ')}`;
}

/** Of two long command lines the words in which they differ; of two short values the values. */
function withoutShared(a: string, b: string): readonly [string, string] {
  const [left, right] = [a.split(' '), b.split(' ')];
  if (left.length < 6 || right.length < 6) return [a, b];
  const most = Math.min(left.length, right.length) - 1;
  let front = 0;
  while (front < most && left[front] === right[front]) front++;
  let back = 0;
  while (back < most - front && left.at(-1 - back) === right.at(-1 - back)) back++;
  return [left.slice(front, left.length - back).join(' '), right.slice(front, right.length - back).join(' ')];
}

function own(values: Values, name: string): string | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

function listed(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(', ');
}
