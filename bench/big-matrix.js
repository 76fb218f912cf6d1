/**
 * An experiment of as many cells as wanted, as a user with a rack of devices would write it: 10 devices × M models × 4
 * frameworks × 2 precisions × 8 thread counts × 3 optimisation levels. One framework has no options, so that both axes
 * collapse there; three convert every model; one rule of each kind applies.
 */
import { fromSource } from './from-source.js';

/** 10 × 2 × (3 × 24 + 1), without the 80 that are excluded. */
const cellsOfModel = 1380;

/** Everything but the expansion and the plan themselves, which are what is timed. */
export async function bigMatrix({ sessions = 5 } = {}) {
  const source = await fromSource({
    'src/matrix/expand.ts': ['expand'],
    'src/plan/decide.ts': ['decide'],
    'src/spec/inventory.ts': ['readInventory'],
    'src/adapters/sqlite/open.ts': ['openResultStore'],
    'src/domain/attempt.ts': ['attemptIdOf'],
    'src/domain/plan.ts': ['digestOfPlan'],
    'test/support/spec/road.ts': ['toolchainsOf', 'worldOf', 'knownOf', 'value'],
    'test/support/spec/texts.ts': ['nodeToolchain', 'plainToolchain'],
  });
  return {
    expandAndPlan: ({ world, known }) => source.decide({ ...world, expansion: expandOf(source, world) }, known),
    makeWorld: (cells) => makeWorld(source, { cells, sessions }),
    source,
  };
}

function makeWorld(source, { cells, sessions }) {
  const { nodeToolchain, plainToolchain, readInventory, toolchainsOf, value, worldOf } = source;
  const toolchains = toolchainsOf(
    ...['ort', 'tflite', 'ncnn'].map((name) => nodeToolchain(name)),
    plainToolchain('web'),
  );
  const inventory = value(readInventory({ name: 'rack.yaml', text: inventoryText() }));
  const models = Math.ceil(cells / cellsOfModel);
  const world = worldOf(experimentText(models, sessions), { toolchains, inventory });
  return { world, known: source.knownOf(world) };
}

/** The limit is on combinations before they collapse; a bench may ask for a little more than a user. */
function expandOf({ expand, value }, { experiment, inventory, toolchains }) {
  return value(expand(experiment, { inventory, toolchains, limit: 2_000_000 }));
}

const devices = Array.from({ length: 10 }, (_, index) => `board-${index}`);

function inventoryText() {
  const described = devices.map(
    (name, at) => `  ${name}: { units: [cpu], attributes: { memory_mb: ${(at + 1) * 512} } }`,
  );
  const boards = devices.map((name) => `  at-${name}: { local: true, device: ${name} }`);
  return `schema: 1\ndevices:\n${described.join('\n')}\nboards:\n${boards.join('\n')}\n`;
}

function experimentText(count, sessions) {
  const models = Array.from({ length: count }, (_, index) => `model-${index}`);
  const described = models.map(
    (name, at) => `  ${name}:
    sources:
      - { format: onnx, precision: fp32, path: models/${name}.fp32.onnx }
      - { format: onnx, precision: int8, path: models/${name}.int8.onnx }
    inputs: [{ name: input, shape: [batch, 3, 224, 224] }]
    attributes: { min_memory_mb: ${256 + (at % 5) * 64} }`,
  );
  return `schema: 1
name: big
matrix:
  axes:
    device: [${devices.join(', ')}]
    model: [${models.join(', ')}]
    framework: [ort, tflite, ncnn, web]
    precision: [fp32, int8]
    threads: [1, 2, 4, 6, 8, 12, 16, 32]
    level: [basic, extended, all]
  exclude: [{ framework: ncnn, precision: int8, level: basic, because: "known to be wrong" }]
  requires: ["device.memory_mb >= model.min_memory_mb"]
  overrides: [{ match: { precision: int8 }, set: { measure.duration.min: 2s } }]
models:
${described.join('\n')}
data:
  digits: { path: data/images.npy, labels: data/labels.npy }
measure: { sessions: ${sessions}, duration: { min: 5s }, accuracy: { data: digits } }
`;
}
