/** From cells to what happens to each, and why. */
import { describe, expect, it } from 'vitest';
import { failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import { axisName } from '#domain/names.js';
import type { Plan, PlannedCell, PlannedStep } from '#domain/plan.js';
import { artifactKeyOf } from '#plan/steps.js';
import { readInventory } from '#spec/inventory.js';
import { facts, file, knownOf, planOf, toolchainsOf, value, type World, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain, type TextParts } from '#test/spec/texts.js';

const oneCell = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';
const world = (parts: TextParts = {}): World => worldOf(experimentText({ axes: oneCell, ...parts }));

function only(plan: Plan): PlannedCell {
  expect(plan.cells).toHaveLength(1);
  return plan.cells[0] ?? expect.unreachable();
}

const runOf = (plan: Plan) => {
  const cell = only(plan);
  return cell.kind === 'run' ? cell : expect.unreachable(JSON.stringify(cell));
};

const stepOf = (plan: Plan): PlannedStep => plan.steps[0] ?? expect.unreachable();

function without(known: Known, name: string): Known {
  return { ...known, files: new Map([...known.files].filter(([key]) => key !== name)) };
}

function withFacts(known: Known, changed: Partial<typeof facts>): Known {
  return {
    ...known,
    boards: new Map([...known.boards.keys()].map((id) => [id, { kind: 'known', value: { ...facts, ...changed } }])),
  };
}

describe('a cell that will be measured', () => {
  it('has its route, runner, unit and data', () => {
    const plan = planOf(world());
    const { measurement, boards, sessions } = runOf(plan);
    expect([boards, sessions]).toEqual([['this-machine'], 3]);
    expect(measurement.asked).toEqual({ provider: 'cpu-provider', unit: 'cpu', arithmetic: 'fp32' });
    expect(measurement.options).toEqual({ threads: '1' });
    expect(measurement.route.source.name).toBe('models/small.fp32.onnx');
    expect(measurement.route.loads).toEqual({ format: 'ort-optimized', precision: 'fp32' });
    expect(measurement.accuracy?.labels.name).toBe('data/labels.npy');
    expect(stepOf(plan)).toMatchObject({
      key: measurement.route.steps[0],
      from: { kind: 'source', file: { name: 'models/small.fp32.onnx' } },
      argv: ['{node}', '{files}/optimise.mjs', '{modules}', '{source}', '{out}', '--level=all'],
      files: [{ name: 'optimise.mjs' }],
      boards: ['this-machine'],
      limitNs: 3600e9,
    });
  });

  it('takes the unit that the toolchain prefers among those of the device', () => {
    const text =
      'schema: 1\ndevices: { big: { units: [cpu, npu] } }\nboards: { a: { local: true, device: big }, b: { local: true, device: big } }';
    const inventory = value(readInventory({ name: 'lab.yaml', text }));
    const plan = planOf(worldOf(experimentText({ axes: oneCell.replace('this-machine', 'big') }), { inventory }));
    expect(runOf(plan).measurement.asked).toMatchObject({ unit: 'npu', provider: 'npu-provider' });
    expect(runOf(plan).boards).toEqual(['a', 'b']);
  });

  it('takes options from the axis, else the framework, else the toolchain', () => {
    const more = 'frameworks: { mine: { toolchain: ort, options: { threads: 4, level: basic } } }';
    const axes = oneCell.replace('[ort]', '[mine]');
    expect(runOf(planOf(world({ axes, more }))).measurement.options).toEqual({ threads: '4' });
    const plan = planOf(world({ axes: axes.replace(' }', ', threads: [8] }'), more }));
    expect(runOf(plan).measurement.options).toEqual({ threads: '8' });
    expect(stepOf(plan).argv.at(-1)).toBe('--level=basic');
  });

  it('shares a conversion between cells, and keeps the order of needs', () => {
    const plan = planOf(world({ axes: oneCell.replace(' }', ', threads: [1, 4] }') }));
    expect([plan.cells.length, plan.steps.length]).toEqual([2, 1]);
  });
});

describe('a cell that will not be measured', () => {
  const because = (plan: Plan) => {
    const cell = only(plan);
    return cell.kind === 'run' ? expect.unreachable() : [cell.kind, cell.because.code, cell.because.facts];
  };

  it('has no route where no source leads to the precision', () => {
    expect(because(planOf(world({ axes: oneCell.replace('small', 'large').replace('fp32', 'int8') })))).toMatchObject([
      'unsupported',
      'route/none',
      {
        framework: 'ort',
        precision: 'int8',
        wants: 'ort-optimized/int8',
        sources: ['onnx/fp32'],
        why: 'source',
        tried: ['onnx/fp32', 'ort-optimized/fp32'],
      },
    ]);
  });

  it('has none where the toolchain does not know the precision', () => {
    const found = because(planOf(world({ axes: oneCell.replace('fp32', 'w4a16') })));
    expect(found).toMatchObject([
      'unsupported',
      'route/precision',
      { framework: 'ort', precision: 'w4a16', precisions: ['fp32', 'fp16', 'int8'] },
    ]);
  });

  it('names the unit that is missing', () => {
    const toolchains = toolchainsOf(nodeToolchain('ort').replace(', { unit: cpu, provider: cpu-provider }', ''));
    const found = because(planOf(worldOf(experimentText({ axes: oneCell }), { toolchains })));
    expect(found).toEqual([
      'unsupported',
      'route/unit',
      { framework: 'ort', device: 'this-machine', units: ['cpu'], computesOn: ['npu'] },
    ]);
  });

  it('is not applicable by a rule', () => {
    expect(because(planOf(world({ rules: '  requires: ["model.min_memory_mb > 300"]\n' })))).toMatchObject([
      'not-applicable',
      'cell/not-applicable',
      {},
    ]);
  });

  it('is unavailable while a file is missing or another', () => {
    const here = world();
    const known = knownOf(here);
    expect(because(planOf(here, without(known, 'models/small.fp32.onnx')))).toEqual([
      'unavailable',
      'source/missing',
      { path: 'models/small.fp32.onnx' },
    ]);
    expect(because(planOf(here, without(known, 'data/labels.npy')))).toEqual([
      'unavailable',
      'data/missing',
      { path: 'data/labels.npy' },
    ]);
    expect(because(planOf(here, without(known, 'ort/run.mjs')))).toMatchObject([
      'unavailable',
      'toolchain/missing',
      { tool: 'ort/run.mjs' },
    ]);
    const digest = '0'.repeat(64);
    const models = `  small: { inputs: [{ name: i, shape: [1] }], sources: [{ format: onnx, precision: fp32, path: m.onnx, sha256: "${digest}" }] }`;
    expect(because(planOf(world({ models })))).toMatchObject([
      'unavailable',
      'source/changed',
      { path: 'm.onnx', expected: digest },
    ]);
  });

  it('is unavailable while a tool is missing, or another version than the one asked for', () => {
    const here = world();
    const gone = withFacts(knownOf(here), { tools: { 'ort-node': { kind: 'missing', said: 'not found' } } });
    expect(because(planOf(here, gone))).toEqual([
      'unavailable',
      'toolchain/missing',
      { tool: 'ort-node', board: 'this-machine', said: 'not found', install: ['ort node npm:ort-node'] },
    ]);
    expect(because(planOf(here, withFacts(knownOf(here), { node: null })))).toMatchObject([
      'unavailable',
      'toolchain/missing',
      { tool: 'node' },
    ]);
    const asked = world({
      axes: oneCell.replace('[ort]', '[mine]'),
      more: 'frameworks: { mine: { toolchain: ort, version: 9.9.9 } }',
    });
    expect(because(planOf(asked))).toEqual([
      'unavailable',
      'toolchain/missing',
      {
        tool: 'ort-node 9.9.9',
        board: 'this-machine',
        said: 'version 1.20.1 is there',
        install: ['ort node npm:ort-node@9.9.9'],
      },
    ]);
  });

  it('is unavailable while its board does not answer, and planned while nobody asked', () => {
    const here = world();
    const known = knownOf(here);
    const down = failure('board/unreachable', { board: 'this-machine' });
    const silent: Known = {
      ...known,
      boards: new Map([...known.boards.keys()].map((id) => [id, { kind: 'unknown', why: down }])),
    };
    expect(because(planOf(here, silent))).toMatchObject(['unavailable', 'board/unreachable', {}]);
    const unasked = planOf(here, { ...known, boards: new Map() });
    expect(runOf(unasked).boards).toEqual(['this-machine']);
    expect(stepOf(unasked).cache).toEqual({ kind: 'unknown' });
  });

  it('is unavailable where no board offers the device', () => {
    const text =
      'schema: 1\ndevices: { other: { units: [cpu] } }\nboards: { a: { local: true, device: this-machine } }';
    const inventory = value(readInventory({ name: 'lab.yaml', text }));
    const plan = planOf(worldOf(experimentText({ axes: oneCell.replace('this-machine', 'other') }), { inventory }));
    expect(because(plan)).toEqual(['unavailable', 'board/none', { device: 'other', unit: 'cpu' }]);
  });
});

describe('runners', () => {
  const second = plainToolchain('two')
    .replace('loads: onnx', 'loads: onnx')
    .replace('needs: [node, web]', 'needs: [node, slow]')
    .replace('{ web: {', '{ slow: { kind: node-package, package: slow }, web: {');
  const both = second.replace(
    'runners: [',
    'runners: [{ name: first, protocol: 1, needs: [node, web], argv: ["{node}", "{job}"] }, ',
  );
  const here = (): World =>
    worldOf(experimentText({ axes: oneCell.replace('ort', 'two') }), { toolchains: toolchainsOf(both) });
  const tool = (name: string, found: boolean) => ({
    [name]: found ? ({ kind: 'found', version: '1', at: '/m' } as const) : ({ kind: 'missing', said: 'no' } as const),
  });

  it('takes the first whose needs are met, or may be', () => {
    const runner = (tools: typeof facts.tools): string =>
      runOf(planOf(here(), withFacts(knownOf(here()), { tools }))).measurement.runner.name;
    expect(runner({ ...tool('web', true), ...tool('slow', true) })).toBe('first');
    expect(runner({ ...tool('web', false), ...tool('slow', true) })).toBe('web-runner');
    expect(runner({})).toBe('first');
  });

  it('needs no step where the source is what is loaded', () => {
    const { measurement } = runOf(planOf(here()));
    expect(measurement.route).toEqual({
      source: expect.objectContaining({ format: 'onnx', precision: 'fp32' }),
      steps: [],
    });
  });
});

describe('conversions and the cache', () => {
  it('knows hit, miss and refusal by the artifact key', () => {
    const here = world();
    const known = knownOf(here);
    const step = stepOf(planOf(here, known));
    const input = step.from.kind === 'source' ? step.from.file.digest : expect.unreachable();
    const key = artifactKeyOf(step, input, { version: '1.20.1' });
    expect(step.cache).toEqual({ kind: 'miss', artifact: key });
    const stored = { digest: input, bytes: step.files[0]?.bytes ?? expect.unreachable() };
    const hit = planOf(here, { ...known, artifacts: new Map([[key, { kind: 'present', ...stored }]]) });
    expect(stepOf(hit).cache).toEqual({ kind: 'hit', artifact: key, ...stored });
    expect(hit.estimateNs).toBeLessThan(planOf(here, known).estimateNs);
    const refusal = failure('conversion/refused', { said: 'Unsupported operator' });
    const refused = planOf(here, { ...known, artifacts: new Map([[key, { kind: 'refused', failure: refusal }]]) });
    expect(only(refused)).toMatchObject({ kind: 'unsupported', because: refusal });
    expect(refused.steps).toEqual([]);
  });

  it('depends on the script and the observed version; the step key on neither', () => {
    const here = world();
    const step = stepOf(planOf(here));
    const input = step.from.kind === 'source' ? step.from.file.digest : expect.unreachable();
    const newer = knownOf(here);
    const script = {
      ...newer,
      files: new Map([...newer.files, ['ort/optimise.mjs', file('other bytes', 'x')] as const]),
    };
    const changed = stepOf(planOf(here, script));
    expect(changed.key).toBe(step.key);
    expect(artifactKeyOf(changed, input, { version: '1' })).not.toBe(artifactKeyOf(step, input, { version: '1' }));
    expect(artifactKeyOf(step, input, { version: '2' })).not.toBe(artifactKeyOf(step, input, { version: '1' }));
  });

  it('walks the cheapest chain, in the order of its steps', () => {
    const chain = `schema: 1
name: ort
loads: engine
precisions: [fp32, int8]
on: [{ unit: cpu, provider: p }]
probes: { t: { kind: node-package, package: t } }
runners: [{ name: r, protocol: 1, argv: ["{node}"] }]
conversions:
  - { id: dear, from: { format: onnx, precision: fp32 }, to: { format: engine, precision: int8 }, tool: t, argv: [dear], cost: 9 }
  - { id: build, from: { format: mid, precision: any }, to: { format: engine, precision: same }, tool: t, argv: [build] }
  - { id: quantise, from: { format: mid, precision: fp32 }, to: { format: mid, precision: int8 }, tool: t, argv: [quantise] }
  - { id: import, from: { format: onnx, precision: any }, to: { format: mid, precision: same }, tool: t, argv: [import] }
`;
    const toolchains = toolchainsOf(chain);
    const models =
      '  small: { inputs: [{ name: i, shape: [1] }], sources: [{ format: onnx, precision: fp32, path: m.onnx }] }';
    const here = worldOf(experimentText({ axes: oneCell.replace('fp32', 'int8, fp32'), models }), { toolchains });
    const known = knownOf(here);
    const plan = planOf(here, withFacts(known, { tools: { t: { kind: 'found', version: '1', at: '/m' } } }));
    expect(plan.steps.map(({ conversion, to, cache }) => [conversion, to.format, to.precision, cache.kind])).toEqual([
      ['import', 'mid', 'fp32', 'miss'],
      ['quantise', 'mid', 'int8', 'unknown'],
      ['build', 'engine', 'int8', 'unknown'],
      ['build', 'engine', 'fp32', 'unknown'],
    ]);
    expect(plan.cells.map(({ levels }) => levels[axisName('precision')])).toEqual(['int8', 'fp32']);
  });
});
