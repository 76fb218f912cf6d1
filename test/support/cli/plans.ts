/** Small plans and events for views: only what a view looks at carries meaning. */
import { digestOf } from '#core/digest.js';
import { bytes, ns, wallTime } from '#core/units.js';
import type { NewAttempt, Work } from '#domain/attempt.js';
import type { Command, Event, EventBody } from '#domain/event.js';
import {
  type ArtifactKey,
  attemptId,
  boardId,
  type CellKey,
  type Fingerprint,
  runSetId,
  type StepKey,
} from '#domain/names.js';
import type { Plan, PlannedStep, RunCell } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';

export const board = boardId('local');
export const stepKey = (name: string): StepKey => digestOf(`step ${name}`) as StepKey;
export const cellKey = (name: string): CellKey => digestOf(`cell ${name}`) as CellKey;
export const artifactKey = (name: string): ArtifactKey => digestOf(`artifact ${name}`) as ArtifactKey;
const fingerprint = (name: string): Fingerprint => digestOf(`fingerprint ${name}`) as Fingerprint;

export interface CellWish {
  readonly name: string;
  readonly sessions?: number;
  readonly accuracy?: boolean;
  readonly route?: readonly string[];
}

export function planOf(
  cells: readonly CellWish[],
  steps: readonly { name: string; cache?: PlannedStep['cache'] }[] = [],
): Plan {
  return {
    format: 1,
    experiment: 'example',
    seed: 1,
    cells: cells.map(cellOf),
    steps: steps.map(stepOf),
    excluded: [],
    warnings: [],
    estimateNs: ns(60e9),
  };
}

export const runSet: RunSet = {
  id: runSetId('20261120-130000-example-0a0a'),
  experiment: 'example',
  name: null,
  tags: [],
  where: null,
  spec: '',
  specPath: 'example.yaml',
  inventory: null,
  planDigest: digestOf('plan'),
  seed: 1,
  startedAt: wallTime('2026-11-20T13:00:00.000Z'),
  endedAt: null,
};

export function session(cell: string, ordinal: number, recipe = cell): Work {
  return { kind: 'session', cell: cellKey(cell), ordinal, fingerprint: fingerprint(recipe) };
}
export function accuracy(cell: string): Work {
  return { kind: 'accuracy', cell: cellKey(cell), fingerprint: fingerprint(cell) };
}
export function conversion(step: string): Work {
  return { kind: 'conversion', step: stepKey(step) };
}

export function attemptAt(work: Work, id: string, tryNumber = 1): NewAttempt {
  return { id: attemptId(id), work, board, try: tryNumber };
}
export function launch(attempt: NewAttempt): Command {
  return { kind: 'launch', attempt };
}
export function at(seconds: number, body: EventBody): Event {
  return { at: ns(seconds * 1e9), ...body };
}
/** A conversion that is cached. */
export const hit: PlannedStep['cache'] = {
  kind: 'hit',
  artifact: artifactKey('hit'),
  digest: digestOf('hit'),
  bytes: bytes(1),
};
export const nothing = { files: [], metrics: [] };

function cellOf({ name, sessions = 1, accuracy: counts = false, route = [] }: CellWish): RunCell {
  const file = { digest: digestOf(name), bytes: bytes(1), path: `/models/${name}`, name };
  return {
    key: cellKey(name),
    slug: name,
    levels: { model: name },
    kind: 'run',
    boards: [board],
    sessions,
    measurement: {
      fingerprint: fingerprint(name),
      recipe: { format: 1, parts: partsOf(name) },
      route: { source: { ...file, format: 'onnx', precision: 'fp32' }, steps: route.map(stepKey) },
      runner: { toolchain: 'onnxruntime', name: 'node', argv: [], files: [], needs: [] },
      asked: { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' },
      options: {},
      protocol: {
        sessions,
        warmup: { iterations: 1, maxNs: ns(1e9) },
        iterations: { min: 1, max: 10 },
        durationMinNs: ns(0),
        scenario: 'single-stream',
        input: 'random',
        order: 'interleaved',
      },
      limits: { convertNs: ns(1e9), loadNs: ns(1e9), measureNs: 'auto', accuracyNs: 'auto', retries: 1 },
      input: { name: null, shape: [1] },
      inputImages: null,
      accuracy: counts ? { images: file, labels: file, top: [1] } : null,
    },
  };
}

function partsOf(name: string): RunCell['measurement']['recipe']['parts'] {
  const part = digestOf(name);
  return {
    source: part,
    route: part,
    runner: part,
    preprocess: part,
    data: part,
    protocol: part,
    target: part,
    settings: part,
  };
}

function stepOf({
  name,
  cache = { kind: 'miss', artifact: null },
}: {
  name: string;
  cache?: PlannedStep['cache'];
}): PlannedStep {
  return {
    key: stepKey(name),
    toolchain: 'onnxruntime',
    conversion: name,
    from: { kind: 'source', file: { digest: digestOf(name), bytes: bytes(1), path: '/x', name: 'x' } },
    to: { format: 'ort', precision: 'fp32' },
    argv: [],
    files: [],
    tool: 'onnxruntime-node',
    failures: [],
    boards: [board],
    cache,
    limitNs: ns(1e9),
  };
}
