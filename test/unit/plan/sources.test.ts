/** What a cell is made of hangs on where it runs: its sources, its runner, how images lie. */
import { describe, expect, it } from 'vitest';
import { attemptId } from '#domain/names.js';
import type { Plan, RunCell } from '#domain/plan.js';
import { measurementJob } from '#plan/jobs.js';
import { readInventory } from '#spec/inventory.js';
import { errors, facts, planOf, read, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText, plainToolchain } from '#test/spec/texts.js';
import { describeFailure } from '#wording/failure.js';

const inventory = value(
  readInventory({
    name: 'lab.yaml',
    text: `schema: 1
devices: { pi: { units: [cpu] }, stick: { units: [tpu] } }
boards: { a: { local: true, device: pi, attached: [stick] } }
`,
  }),
);
const web = plainToolchain('web').replace('on: [', 'on: [{ unit: tpu, provider: t }, ');

interface Scene {
  readonly sources: readonly string[];
  readonly toolchain?: string;
  readonly input?: string;
  readonly more?: string;
  readonly framework?: string;
}

function plan({ sources, toolchain = web, input = 'shape: [1, 3, 8, 8]', more = '', framework = 'web' }: Scene): Plan {
  const models = `  m:\n    inputs: [{ name: i, ${input} }]\n    sources:\n${sources.map((each) => `      - { ${each} }`).join('\n')}`;
  const axes = `{ device: [pi, stick], model: [m], framework: [${framework}], precision: [fp32] }`;
  return planOf(worldOf(experimentText({ axes, models, more }), { inventory, toolchains: toolchainsOf(toolchain) }));
}

const general = 'format: onnx, precision: fp32, path: general.onnx';
const reserved = (match: string): string => `format: onnx, precision: fp32, path: own.onnx, for: { ${match} }`;

/** By device, the source or why there is none. */
function chosen(sources: readonly string[]): readonly string[] {
  return plan({ sources }).cells.map((cell) =>
    cell.kind === 'run' ? cell.measurement.route.source.name : describeFailure(cell.because).headline,
  );
}

describe('a source for certain cells', () => {
  it.each([
    ['device: stick', ['general.onnx', 'own.onnx']],
    ['device: "!stick"', ['own.onnx', 'general.onnx']],
    ['device: "*"', ['own.onnx', 'own.onnx']],
    // No axis says these: they are what the plan comes to.
    ['unit: tpu', ['general.onnx', 'own.onnx']],
    ['host: pi', ['general.onnx', 'own.onnx']],
    ['framework: web, board: a', ['general.onnx', 'general.onnx']],
  ])('for { %s }', (match, expected) => {
    expect(chosen([reserved(match), general])).toEqual(expected);
  });

  it('decides by the order of the file where another is as near', () => {
    expect(chosen([general, reserved('device: stick')])).toEqual(['general.onnx', 'general.onnx']);
  });

  it('is named where it is not for the cell', () => {
    expect(chosen([reserved('device: stick')])).toEqual([
      'no route to onnx/fp32 for web; not for this cell: onnx/fp32 (device: stick)',
      'own.onnx',
    ]);
  });

  it('names devices, hosts and frameworks that exist', () => {
    const models = `  small:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ ${reserved('device: this-machin, framework: wep')} }]`;
    const axes = '{ device: [this-machine], model: [small], framework: [web], precision: [fp32] }';
    const found = errors(read(experimentText({ axes, models })));
    expect(found.map(({ code, facts: { level, suggestion } }) => [code, level, suggestion])).toEqual([
      ['spec/unknown-level', 'this-machin', 'this-machine'],
      ['spec/unknown-level', 'wep', 'web'],
    ]);
  });
});

describe('images', () => {
  const inputOf = (layout: string | null, declared: string | null) => {
    const toolchain = layout === null ? web : web.replace('loads:', `layout: ${layout}\nloads:`);
    const input = `shape: [1, 3, 8, 8]${declared === null ? '' : `, layout: ${declared}`}`;
    const [cell] = plan({ sources: [general], toolchain, input }).cells;
    return cell?.kind === 'run' ? cell : expect.unreachable();
  };

  it.each([
    ['nhwc', 'nchw', { data: 'nchw', model: 'nhwc' }],
    ['nchw', 'nhwc', { data: 'nhwc', model: 'nchw' }],
    ['nhwc', 'nhwc', undefined],
    [null, 'nchw', undefined],
    ['nhwc', null, undefined],
  ])('of a model in %s whose data are %s', (model, data, layout) => {
    const cell = inputOf(model, data);
    expect(cell.measurement.input.layout).toEqual(layout);
    const request = { cell, artifact: fileOf(cell), facts, attempt: attemptId('set.work.1') };
    for (const purpose of ['latency', 'accuracy'] as const) {
      const job = made(measurementJob({ ...request, purpose }));
      expect(job.document).toMatchObject({ input: layout ? { layout } : {} });
      if (!layout) expect(job.document).not.toHaveProperty('input.layout');
    }
  });

  it('are part of the recipe where they are turned around, and nowhere else', () => {
    const parts = (model: string | null, data: string | null) => inputOf(model, data).measurement.recipe.parts;
    expect(parts('nhwc', 'nhwc')).toEqual(parts(null, null));
    const turned = parts('nhwc', 'nchw');
    expect(turned).toEqual({ ...parts(null, null), preprocess: turned.preprocess });
    expect(turned.preprocess).not.toBe(parts(null, null).preprocess);
    expect(turned.preprocess).not.toBe(parts('nchw', 'nhwc').preprocess);
  });
});

describe('a framework that names its runner', () => {
  const toolchain = web.replace(
    'runners: [',
    'runners: [{ name: bench, gives: summary, reads: benchmark-app, needs: [web], argv: [old], protocol: 1, variants: [{ version: ">=1.20", argv: [new] }] }, ',
  );
  const runnerOf = (runner: string) => {
    const more = `frameworks: { mine: { toolchain: web${runner} } }`;
    const [cell] = plan({ sources: [general], toolchain, more, framework: 'mine' }).cells;
    return cell?.kind === 'run' ? cell : expect.unreachable();
  };

  it('is measured by that one, and else by the first', () => {
    expect(runnerOf(', runner: web-runner').measurement.runner.name).toBe('web-runner');
    expect(runnerOf('').measurement.runner).toMatchObject({ name: 'bench', gives: 'summary', reads: 'benchmark-app' });
    expect(runnerOf(', runner: web-runner').measurement.runner).not.toHaveProperty('gives');
  });

  it('is started by the words for the version that the board has', () => {
    const cell = runnerOf('');
    const request = { cell, artifact: fileOf(cell), attempt: attemptId('set.work.1'), purpose: 'latency' as const };
    expect(made(measurementJob({ ...request, facts })).argv).toEqual(['new']);
    const old = { ...facts, tools: { web: { kind: 'found', version: '1.19.2', at: '/m' } as const } };
    expect(made(measurementJob({ ...request, facts: old })).argv).toEqual(['old']);
  });
});

function made<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  return result.ok ? result.value : expect.unreachable();
}

function fileOf({ measurement: { route } }: RunCell) {
  return route.source.built === undefined ? { ...route.source, path: '/m' } : expect.unreachable();
}
