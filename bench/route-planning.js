/**
 * Expanding and planning 100,000 cells over the toolchains that come with the program and compute on a processor, against the
 * same matrix with one toolchain that loads its sources as they are: what finding routes, builders and checks adds. Every cell
 * of both can run. Nothing is measured or converted: facts of boards are made up, with every tool that any toolchain asks for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fromSource } from './from-source.js';
import { median, paired, report } from './paired.js';

const BOUND = 1.5;
const CELLS = 100_000;
/** 10 devices × 2 precisions × 8 thread counts for each framework, without int8 of one that has none. */
const CELLS_OF_MODEL = 160;
const FP32_ONLY = ['tensorflow'];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const source = await fromSource({
  'src/matrix/expand.ts': ['expand'],
  'src/plan/decide.ts': ['decide'],
  'src/spec/inventory.ts': ['readInventory'],
  'src/spec/toolchain.ts': ['readToolchain'],
  'test/support/spec/road.ts': ['worldOf', 'knownOf', 'value', 'facts'],
});

const devices = Array.from({ length: 10 }, (_, index) => `board-${index}`);
const inventory = source.value(
  source.readInventory({
    name: 'rack.yaml',
    text: `schema: 1
devices:
${devices.map((name) => `  ${name}: { units: [cpu] }`).join('\n')}
boards:
${devices.map((name) => `  at-${name}: { ssh: ${name}.lab, device: ${name} }`).join('\n')}
builders: { pc: { local: true } }
`,
  }),
);

/** Their folders hold parts that runners share, too. */
function shippedToolchains() {
  const folder = join(import.meta.dirname, '..', 'toolchains');
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name, 'toolchain.yaml');
    try {
      return [source.value(source.readToolchain({ name: path, text: readFileSync(path, 'utf8') }, join(folder, name)))];
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
}

const shipped = shippedToolchains();
/** Those that compute on the processors of the boards. The planner knows the others too; their cells could not run here. */
const frameworks = shipped.filter(({ on }) => on.some(({ unit }) => unit === 'cpu')).map(({ name }) => name);

const plain = source.value(
  source.readToolchain(
    {
      name: 'plain.yaml',
      text: `schema: 1
name: plain
loads: onnx
precisions: [fp32, int8]
on: [{ unit: cpu, provider: cpu }]
options: { threads: { type: integer, effect: run, default: 1, min: 1, max: 64 } }
probes: { plain: { kind: python-package, package: plain } }
runners: [{ name: python, protocol: 1, needs: [python, plain], argv: ["{python}", "{job}"] }]
`,
    },
    '/plain',
  ),
);

function experimentText(declared) {
  const perModel = CELLS_OF_MODEL * frameworks.length - FP32_ONLY.length * (CELLS_OF_MODEL / 2);
  const models = Array.from({ length: Math.ceil(CELLS / perModel) }, (_, index) => `model-${index}`);
  const described = models.map(
    (name) => `  ${name}:
    sources:
      - { format: onnx, precision: fp32, path: models/${name}.onnx }
      - { format: onnx, precision: int8, path: models/${name}.int8.onnx }
      - { format: torchscript, precision: fp32, path: models/${name}.pt }
    calibration: { data: spare, count: 100 }
    inputs: [{ name: input, shape: [batch, 3, 224, 224], layout: nchw }]`,
  );
  return `schema: 1
name: routes
matrix:
  axes:
    device: [${devices.join(', ')}]
    model: [${models.join(', ')}]
    framework: [${frameworks.join(', ')}]
    precision: [fp32, int8]
    threads: [1, 2, 4, 6, 8, 12, 16, 32]
  exclude: [{ framework: [${FP32_ONLY.join(', ')}], precision: int8 }]
${declared}
models:
${described.join('\n')}
data:
  digits: { path: data/images.npy, labels: data/labels.npy }
  spare: { path: data/spare.npy }
measure: { sessions: 5, duration: { min: 5s }, accuracy: { data: digits } }
`;
}

function worldWith(toolchains, declared) {
  const world = source.worldOf(experimentText(declared), {
    inventory,
    toolchains: new Map(toolchains.map((each) => [each.name, each])),
  });
  const known = source.knownOf(world);
  const tools = Object.fromEntries(
    toolchains.flatMap(({ probes }) => probes.map(({ name }) => [name, { kind: 'found', version: '1.0', at: '/m' }])),
  );
  const facts = { ...source.facts, tools, python: { path: '/usr/bin/python3', version: '3.11.2' } };
  const machines = [...inventory.boards.keys(), ...inventory.builders.keys()];
  const tensors = new Map([...known.files.values()].map(({ value }) => [value.digest, { items: 1000 }]));
  const boards = new Map(machines.map((id) => [id, { kind: 'known', value: facts }]));
  return { world, known: { ...known, boards, tensors } };
}

function planned({ world, known }) {
  const { experiment, toolchains } = world;
  const expansion = source.value(source.expand(experiment, { inventory, toolchains, limit: 2_000_000 }));
  return source.decide({ ...world, expansion }, known);
}

/**
 * Processor time in ms, of all threads of this process: a busy machine makes the wall clock wait, and hardly this one. What
 * the last measurement left behind is cleared before the next one: its plan is no part of the other's time.
 */
function timed(work, walls) {
  collectGarbage();
  const [began, before] = [process.hrtime.bigint(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  walls.push(Number(process.hrtime.bigint() - began) / 1e6);
  return (user + system) / 1e3;
}

const all = worldWith(shipped, '');
const one = worldWith(
  [plain],
  `frameworks: { ${frameworks.map((name) => `${name}: { toolchain: plain }`).join(', ')} }`,
);

function countsOf(scene) {
  const { cells, steps } = planned(scene);
  const idle = cells.filter(({ kind }) => kind !== 'run');
  if (idle.length > 0) throw new Error(`${idle.length} cells cannot run: ${JSON.stringify(idle[0])}`);
  return { cells: cells.length, steps: steps.length };
}

const [routed, direct] = [countsOf(all), countsOf(one)];
process.stdout.write(
  `     ${routed.cells} cells of ${frameworks.length} frameworks: ${routed.steps} steps; without routes ${direct.steps}\n`,
);
if (routed.cells !== direct.cells) throw new Error('the two matrices differ');
const walls = { all: [], one: [] };
const race = await paired({
  pairs: 9,
  ours: () => timed(() => planned(all), walls.all),
  rival: () => timed(() => planned(one), walls.one),
});
process.stdout.write(
  `     by the wall clock ${median(walls.all).toFixed(1)} ms against ${median(walls.one).toFixed(1)} ms\n`,
);
const name = `processor time of planning ${routed.cells} cells over all toolchains against one without routes`;
process.exitCode = report(name, race, BOUND) ? 0 : 1;
