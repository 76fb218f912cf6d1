/** Small, whole values for tests of the result store: a plan, attempts and events with everything that can be stored. */
import { digestOf } from '#core/digest.js';
import { bytes, ns, seconds, type WallTime, wallTime } from '#core/units.js';
import { attemptIdOf, type NewAttempt, type Work } from '#domain/attempt.js';
import { type BoardFacts, environmentOf } from '#domain/board.js';
import { unknownMoment } from '#domain/board-moment.js';
import type { Command, Event, Evidence } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import type { LogReading } from '#domain/log-reading.js';
import {
  type ArtifactKey,
  boardId,
  type CellKey,
  type Fingerprint,
  type RunSetId,
  runSetId,
  type StepKey,
} from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import { digestOfPlan, type Measurement, type Plan, type PlannedCell, partNames } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';

export const wall = (second: number): WallTime =>
  wallTime(
    `2026-11-20T10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000Z`,
  );
export const cellKey = (name: string): CellKey => digestOf(`cell ${name}`) as CellKey;
export const fingerprint = (name: string): Fingerprint => digestOf(`fingerprint ${name}`) as Fingerprint;
export const stepKey = (name: string): StepKey => digestOf(`step ${name}`) as StepKey;
export const artifactKey = (name: string): ArtifactKey => digestOf(`artifact ${name}`) as ArtifactKey;
export const board = boardId('here');

const file = (name: string) => ({ name, digest: digestOf(name), bytes: bytes(name.length), path: `/models/${name}` });
const protocol = {
  sessions: 3,
  warmup: { iterations: 5, maxNs: seconds(1) },
  iterations: { min: 10, max: 1000 },
  durationMinNs: seconds(1),
  scenario: 'single-stream',
  input: 'random',
  order: 'interleaved',
} as const;
const limits = {
  convertNs: seconds(60),
  loadNs: seconds(60),
  measureNs: 'auto',
  accuracyNs: 'auto',
  retries: 2,
} as const;

function measurementOf(name: string): Measurement {
  const parts = Object.fromEntries(partNames.map((part) => [part, digestOf(`${part} ${name}`)]));
  return {
    fingerprint: fingerprint(name),
    recipe: { format: 1, parts: parts as Measurement['recipe']['parts'] },
    route: { source: { ...file('model.onnx'), format: 'onnx', precision: 'fp32' }, steps: [stepKey('optimise')] },
    runner: { toolchain: 'fake', name: 'fake', argv: ['{node}', 'run.mjs'], files: [file('run.mjs')], needs: ['node'] },
    asked: { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' },
    options: { threads: '1' },
    protocol,
    limits,
    input: { name: null, shape: [1, 'n'] },
    inputImages: null,
    accuracy: { images: file('images.npy'), labels: file('labels.npy'), top: [1, 5] },
  };
}

export function runCell(name: string): PlannedCell {
  return {
    key: cellKey(name),
    slug: `here/${name}`,
    levels: { model: name },
    kind: 'run',
    boards: [board],
    sessions: 3,
    measurement: measurementOf(name),
  };
}

export function planOf(cells: readonly PlannedCell[]): Plan {
  return {
    format: 1,
    experiment: 'samples',
    seed: 7,
    cells,
    steps: [
      {
        key: stepKey('optimise'),
        toolchain: 'fake',
        conversion: 'optimise',
        from: { kind: 'source', file: file('model.onnx') },
        to: { format: 'onnx', precision: 'fp32' },
        argv: ['{node}', '{source}', '{out}'],
        files: [],
        tool: 'node',
        failures: [],
        boards: [board],
        cache: { kind: 'miss', artifact: null },
        limitNs: seconds(60),
      },
    ],
    excluded: [{ rule: 'exclude 1', because: 'too large ☃', cells: 4 }],
    warnings: [],
    estimateNs: seconds(90),
  };
}

export const smallPlan = planOf([
  runCell('one'),
  {
    key: cellKey('none'),
    slug: 'here/none',
    levels: { model: 'none' },
    kind: 'unsupported',
    because: failure('route/none', { asked: 'int8' }, failure('data/missing')),
  },
  runCell('two'),
]);

export function runSetOf(name: string, plan: Plan, startedAt: WallTime = wall(0)): RunSet {
  return {
    id: runSetId(name),
    experiment: 'samples',
    name: null,
    tags: [],
    where: null,
    spec: 'name: samples\n',
    specPath: 'samples.yaml',
    inventory: null,
    planDigest: digestOfPlan(plan),
    seed: 7,
    startedAt,
    endedAt: null,
  };
}

export const session = (cell: string, ordinal: number): Exclude<Work, { kind: 'conversion' }> => ({
  kind: 'session',
  cell: cellKey(cell),
  ordinal,
  fingerprint: fingerprint(cell),
});
export const conversion: Work = { kind: 'conversion', step: stepKey('optimise') };

export function newAttempt(runSet: RunSetId, work: Work, tryNumber = 1, on = board): NewAttempt {
  return { id: attemptIdOf(runSet, work, tryNumber), work, board: on, try: tryNumber };
}

export const launch = (attempt: NewAttempt): Command => ({ kind: 'launch', attempt });
export const woke = (at = 1): Event => ({ at: ns(at), kind: 'woke' });
export const launched = ({ id }: NewAttempt, at = 2): Event => ({ at: ns(at), kind: 'launched', attempt: id });

export function ended(
  { id }: NewAttempt,
  outcome: Outcome = { kind: 'succeeded' },
  evidence: Partial<Evidence> = {},
): Event {
  return { at: ns(3), kind: 'ended', attempt: id, outcome, evidence: { files: [], metrics: [], ...evidence } };
}

export const facts: BoardFacts = {
  os: 'linux',
  kernel: '6.1',
  arch: 'x64',
  cpuModel: 'a cpu',
  cpuCount: 2,
  memoryBytes: bytes(4e9),
  governor: null,
  machineId: 'm',
  bootId: 'b',
  model: null,
  serial: null,
  mac: null,
  freeBytes: bytes(1e9),
  moment: unknownMoment,
  node: null,
  python: null,
  tools: {},
};

/** Ordered as the store gives it back. */
export const evidence: Evidence = {
  environment: environmentOf(board, facts, { versions: { fake: '1.0' } }),
  files: [
    { role: 'samples', path: 'r/a/samples.parquet', bytes: bytes(10), digest: digestOf('samples') },
    { role: 'stdout', path: 'r/a/stdout', bytes: bytes(0), digest: digestOf('') },
  ],
  metrics: [
    {
      name: 'latency',
      statistic: 'median',
      scope: 'inference',
      unit: 'ns',
      source: 'computed',
      value: 1.5e6,
      count: 40,
    },
    {
      name: 'latency',
      statistic: 'p99',
      scope: 'inference',
      unit: 'ns',
      source: 'computed',
      value: null,
      unknownBecause: 'fewer than 662 samples',
      count: 40,
    },
    { name: 'throughput', statistic: 'mean', scope: 'inference', unit: 'per-second', source: 'reported', value: 0 },
  ],
};

/** Of a compiler. */
export const reading: LogReading = {
  tool: 'edgetpu-compiler',
  revision: 1,
  kind: 'complete',
  facts: { input: 'm.tflite', operators: 88, mapped_operators: 71, mapped_share: 71 / 88, off_chip_bytes: 524_544 },
  warnings: ['not all operations are supported'],
};
