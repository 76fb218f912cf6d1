/** Plans made by hand: small, whole, and with digests that can be told apart. */
import { digestOf } from '#core/digest.js';
import { bytes, seconds } from '#core/units.js';
import { cellOf, slugOf } from '#domain/cell.js';
import type { Protocol } from '#domain/experiment.js';
import { type Failure, failure } from '#domain/failure.js';
import { axisName, boardId, type Fingerprint, levelId, type StepKey } from '#domain/names.js';
import {
  type Plan,
  type PlannedCell,
  type PlannedFile,
  type PlannedStep,
  partNames,
  type Recipe,
  type RunCell,
} from '#domain/plan.js';

export type Levels = Readonly<Record<string, string>>;

export const file = (name: string, size = 1000): PlannedFile => ({
  name,
  path: `/home/alice/lab/${name}`,
  digest: digestOf(name),
  bytes: bytes(size),
});

export const stepKey = (name: string): StepKey => digestOf(`step ${name}`) as StepKey;

const protocol: Protocol = {
  sessions: 3,
  warmup: { iterations: 10, maxNs: seconds(30) },
  iterations: { min: 100, max: 100_000 },
  durationMinNs: seconds(2),
  scenario: 'single-stream',
  input: 'data',
  order: 'interleaved',
};

export interface RunCellOptions {
  readonly sessions?: number;
  readonly steps?: readonly StepKey[];
  readonly accuracy?: boolean;
  /** Goes into the recipe: another one is another fingerprint. */
  readonly recipe?: string;
}

export function runCell(levels: Levels, options: RunCellOptions = {}): RunCell {
  const { sessions = 3, steps = [], accuracy = true } = options;
  const recipe = recipeOf(`${JSON.stringify(levels)} ${options.recipe ?? ''}`, options.recipe);
  return {
    ...named(levels),
    kind: 'run',
    boards: [boardId('local')],
    sessions,
    measurement: {
      fingerprint: digestOf(JSON.stringify(recipe)) as Fingerprint,
      recipe,
      route: {
        source: { ...file(`models/${levels['model'] ?? 'm'}.onnx`, 2_400_000), format: 'onnx', precision: 'fp32' },
        steps,
      },
      runner: {
        toolchain: 'onnxruntime',
        name: 'node',
        argv: ['{node}', '{files}/run.mjs'],
        files: [file('run.mjs')],
        needs: ['node'],
      },
      asked: { provider: 'cpu', unit: 'cpu', arithmetic: levels['precision'] ?? 'fp32' },
      options: { threads: '1' },
      protocol,
      limits: { convertNs: seconds(60), loadNs: seconds(60), measureNs: 'auto', accuracyNs: 'auto', retries: 2 },
      input: { name: 'input', shape: ['batch', 1, 32, 32] },
      inputImages: file('data/digits.npy'),
      accuracy: accuracy ? { images: file('data/digits.npy'), labels: file('data/labels.npy'), top: [1, 5] } : null,
    },
  };
}

export function settledCell(
  levels: Levels,
  kind: 'not-applicable' | 'unsupported' | 'unavailable',
  because?: Failure,
): PlannedCell {
  return {
    ...named(levels),
    kind,
    because: because ?? failure('route/none', { framework: 'onnxruntime', precision: 'int4' }),
  };
}

export function planOf(cells: readonly PlannedCell[], steps: readonly PlannedStep[] = []): Plan {
  return {
    format: 1,
    experiment: 'quickstart',
    seed: 7,
    cells,
    steps,
    excluded: [],
    warnings: [],
    estimateNs: seconds(60),
  };
}

export function step(name: string, options: Partial<PlannedStep> = {}): PlannedStep {
  return {
    key: stepKey(name),
    toolchain: 'onnxruntime',
    conversion: name,
    from: { kind: 'source', file: file('models/cnn.onnx') },
    to: { format: 'ort', precision: 'fp32' },
    argv: ['{node}', '{files}/optimise.mjs', '{source}', '{out}'],
    files: [file('optimise.mjs')],
    tool: 'onnxruntime-node',
    failures: [],
    boards: [boardId('local')],
    cache: { kind: 'unknown' },
    limitNs: seconds(60),
    ...options,
  };
}

/** Only `runner` and `route` depend on the text, so that a test can say which parts differ. */
function recipeOf(text: string, changed: string | undefined): Recipe {
  const parts = partNames.map((name) => {
    const own = name === 'runner' || name === 'route' ? (changed ?? 'as it was') : text.split(' ')[0];
    return [name, digestOf(`${name} ${own}`)];
  });
  return { format: 1, parts: Object.fromEntries(parts) as Recipe['parts'] };
}

function named(levels: Levels): { key: RunCell['key']; slug: string; levels: Levels } {
  const cell = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
  return { key: cell.key, slug: slugOf(cell), levels };
}
