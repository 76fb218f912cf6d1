/** The experiment of every simulated world: two kinds of device, two models, two frameworks with a conversion each, which is checked. */
import { digestOf } from '#core/digest.js';
import { bytes, milliseconds, seconds } from '#core/units.js';
import type { Board, Builder, Device, Hook, HookName, Inventory } from '#domain/board.js';
import type { Experiment } from '#domain/experiment.js';
import type { Model } from '#domain/model.js';
import { axisName, type BoardId, boardId, levelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import type { PlanRequest } from '#engine/plan-experiment.js';
import { expand } from '#matrix/expand.js';

const levels = (...ids: string[]) => ids.map(levelId);
const axis = (name: string, ...ids: string[]) => ({ name: axisName(name), levels: levels(...ids) });

function model(name: string): Model {
  const sources = ['fp32', 'int8'].map((precision) => ({
    format: 'onnx',
    precision,
    path: `${name}.${precision}.onnx`,
  }));
  return {
    name,
    task: 'classification',
    weights: 'seeded',
    sources,
    inputs: [{ name: 'input', shape: ['batch', 4], dtype: 'float32' }],
    attributes: {},
  };
}

/** How its conversion is made: on a builder for everyone, or on each board by what it is; and for which sources it answers. */
type Making = Pick<Toolchain['conversions'][number], 'where' | 'target'> & Pick<Toolchain, 'answers'>;

function toolchain(name: string, { answers, ...making }: Making): Toolchain {
  return {
    schema: 1,
    name,
    folder: `/toolchains/${name}`,
    loads: `${name}-compiled`,
    ...(answers ? { answers } : {}),
    precisions: ['fp32', 'int8'],
    on: [{ unit: 'cpu', provider: 'cpu' }],
    options: {},
    runners: [
      {
        name: 'node',
        protocol: 1,
        needs: ['engine'],
        argv: ['{node}', '{files}/run.mjs', '{job}'],
        files: ['run.mjs'],
      },
    ],
    probes: [{ name: 'engine', kind: 'node-package', package: 'engine' }],
    conversions: [
      {
        id: 'compile',
        from: { format: 'onnx', precision: 'any' },
        to: { format: `${name}-compiled`, precision: 'same' },
        needs: ['engine'],
        tool: 'engine',
        argv: ['{node}', '{files}/compile.mjs', '{source}', '{out}'],
        files: ['compile.mjs'],
        cost: 1,
        failures: [{ line: 'NOT_SUPPORTED', code: 'conversion/refused' }],
        ...making,
      },
    ],
  };
}

const experiment: Experiment = {
  schema: 1,
  name: 'simulated',
  seed: 7,
  blocks: [
    {
      axes: [
        axis('device', 'alpha', 'beta'),
        axis('model', 'm1', 'm2'),
        axis('framework', 'f1', 'f2'),
        axis('precision', 'fp32', 'int8'),
      ],
      zip: [],
      exclude: [],
      include: [],
      requires: [],
      overrides: [],
    },
  ],
  frameworks: new Map(['f1', 'f2'].map((name) => [name, { name, toolchain: name, options: {} }])),
  models: new Map(['m1', 'm2'].map((name) => [name, model(name)])),
  data: new Map([['d', { name: 'd', format: 'npy', path: 'd.npy', labels: 'l.npy' }]]),
  protocol: {
    sessions: 2,
    warmup: { iterations: 2, maxNs: seconds(1) },
    iterations: { min: 5, max: 100 },
    durationMinNs: milliseconds(100),
    scenario: 'single-stream',
    input: 'data',
    inputData: 'd',
    accuracy: { data: 'd', top: [1] },
    order: 'interleaved',
  },
  limits: { convertNs: seconds(60), loadNs: seconds(10), measureNs: 'auto', accuracyNs: 'auto', retries: 2 },
};

const hook = (on: Hook['on'], ...argv: string[]): Hook => ({ on, argv, limitNs: seconds(30) });
const switched = new Map<HookName, Hook>([
  ['power-off', hook('orchestrator', 'power-off')],
  ['power-on', hook('orchestrator', 'power-on')],
]);
const restarted = new Map<HookName, Hook>([
  ['restart', hook('board', 'restart')],
  ['reboot', hook('board', 'reboot')],
]);

function board(id: string, device: string, more: Pick<Board, 'transport' | 'hooks'>): Board {
  return { id: boardId(id), devices: [levelId(device)], paths: {}, ...more };
}

/** One whose power can be cut, one that can be told to restart, and this machine. */
const ssh = (host: string): Board['transport'] => ({ kind: 'ssh', target: { host } });
const boards = [
  board('alpha-1', 'alpha', { transport: ssh('alpha-1'), hooks: switched }),
  board('alpha-2', 'alpha', { transport: ssh('alpha-2'), hooks: restarted }),
  board('beta-1', 'beta', { transport: { kind: 'local' } }),
];
/** Boards of one pool that are not alike. */
export const kernels: ReadonlyMap<BoardId, string> = new Map([[boardId('alpha-2'), '6.1']]);
const devices: Device[] = ['alpha', 'beta'].map((id) => ({ id: levelId(id), units: ['cpu'], attributes: {} }));
const inventory: Inventory = {
  boards: new Map(boards.map((each) => [each.id, each])),
  devices: new Map(devices.map((each) => [each.id, each])),
  builders: new Map(
    ['maker-1', 'maker-2'].map(boardId).map((id): [BoardId, Builder] => [id, { id, transport: ssh(id), paths: {} }]),
  ),
};

const toolchains = new Map([
  ['f1', toolchain('f1', { target: ['kernel'], answers: ['onnx'] })],
  ['f2', toolchain('f2', { where: 'builder' })],
]);
const expansion = expand(experiment, { inventory, toolchains });
if (!expansion.ok) throw new Error('the simulated experiment does not expand');

/** Every file is there; its content is its path. */
export const question: PlanRequest = {
  experiment,
  inventory,
  expansion: expansion.value,
  toolchains,
  read: (path) => Promise.resolve({ path, digest: digestOf(path), bytes: bytes(path.length) }),
};
