import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '#core/visible.js';
import type { ModelFacts, TensorFacts } from '#domain/model-facts.js';
import { readExperiment } from '#spec/experiment.js';
import { guessPrecision } from '#spec/guess-precision.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { modelNameOf } from '#spec/model-name.js';
import { staysIn } from '#spec/paths.js';
import { isAmbiguous } from '#spec/scalars.js';
import { type StarterRequest, starterOf } from '#spec/starter.js';
import { toolchainsOf, value } from '#test/spec/road.js';
import { nodeToolchain } from '#test/spec/texts.js';
import { experimentYaml, inventoryYaml } from '#wording/starter-yaml.js';

const input: TensorFacts = { name: 'x', type: 'float32', shape: ['batch', 3, 8, 8] };
const facts = (elements: ModelFacts['elements'] = { float32: 9 }, inputs = [input]): ModelFacts => ({
  inputs,
  outputs: [],
  operators: [],
  elements,
});
const looked = (file: string, found = facts()) => ({
  file,
  path: `../${file}`,
  look: { kind: 'model' as const, facts: found },
});

const request = (parts: Partial<StarterRequest>): StarterRequest => ({
  models: [],
  data: null,
  shapes: [],
  precision: null,
  knownPrecisions: ['fp32', 'fp16', 'int8'],
  sessions: null,
  frameworks: ['ort', 'web'],
  name: null,
  inventory: '../inventory/this-machine.yaml',
  device: 'this-machine',
  ...parts,
});

test.each<[string, Readonly<Record<string, number>>, string]>([
  ['floats', { float32: 100, int64: 900 }, 'fp32'],
  ['halves', { float16: 100, float32: 3 }, 'fp16'],
  ['quantised weights with float scales and int32 biases', { int8: 100, float32: 9, int32: 200 }, 'int8'],
  ['unsigned ones', { uint8: 60, int8: 50, float32: 100 }, 'int8'],
  ['no weights', {}, 'fp32'],
  ['a name of the prototype', { constructor: 1e9, float16: 1 }, 'fp16'],
])('precision of %s', (_, elements, precision) => {
  expect(guessPrecision({ elements })).toBe(precision);
});

test.each([
  ['mobilenet_v2.int8.onnx', 'mobilenet_v2'],
  ['mobilenet_v2.onnx', 'mobilenet_v2'],
  ['ResNet-50-FP16.onnx', 'ResNet-50'],
  ['yolo v8 (final).onnx', 'yolo-v8-final'],
  ['12.onnx', 'model-12'],
  ['no.onnx', 'model-no'],
  ['.onnx', 'model'],
])('%s is the model %s', (file, name) => {
  expect(modelNameOf(file)).toBe(name);
});

test('whatever a file is called, its model has a name that needs no quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (file) => {
      const name = modelNameOf(file);
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,70}$/);
      expect(isAmbiguous(name)).toBe(false);
    }),
  );
});

describe('what is decided', () => {
  test('files that differ in precision are one model, others are models of their own', () => {
    const found = starterOf(
      request({ models: [looked('a.onnx'), looked('b.onnx'), looked('a-int8.onnx', facts({ int8: 9 }))] }),
    );
    expect(found).toMatchObject({
      ok: true,
      value: {
        name: 'a-and-others',
        cells: 6,
        models: [{ name: 'a', sources: [{}, { precision: 'int8' }] }, { name: 'b' }],
      },
    });
  });

  test('more cells are measured for a shorter time, and what was asked for stays', () => {
    const files = Array.from({ length: 12 }, (_, at) => looked(`m${String.fromCharCode(97 + at)}.onnx`));
    const few = starterOf(request({ models: files.slice(0, 1) }));
    const many = starterOf(request({ models: files }));
    if (!few.ok || !many.ok) throw new Error('both can be written');
    expect(few.value.durationMs).toBe(5000);
    expect(many.value.durationMs).toBe(600);
    expect(many.value.sessions).toBe(5);
    expect(starterOf(request({ models: files, sessions: 2 }))).toMatchObject({ ok: true, value: { sessions: 2 } });
  });
});

/** Text that a file system or an exporter may give, quotes included. What is not seen is refused where it stands. */
const words = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .filter((text) => visible(text) === text && text.trim() === text);
const path = words.map((text) => `../${text}`).filter((text) => staysIn(text, 1));

test('whatever names and paths are, the written experiment is read back as what was decided', () => {
  const toolchains = toolchainsOf(nodeToolchain('ort'), nodeToolchain('web'));
  const context = { toolchains, inventory: defaultInventory(), climbMax: 1 };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(words, path, fc.constantFrom('float32', 'float16', 'int8')), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (files, withData) => {
        const array = {
          file: 'd.npy',
          path: '../d # x.npy',
          look: { kind: 'array' as const, type: 'Float32Array', shape: [9, 3, 8, 8] },
        };
        const found = starterOf(
          request({
            models: files.map(([name, where, type], at) => ({
              ...looked(`${at}m-${name}`, facts({ [type]: 1 })),
              path: where,
            })),
            data: withData ? { images: array, labels: null } : null,
          }),
        );
        // Two files may come to one name and precision: then there is nothing to write.
        if (!found.ok) return found.error.every(({ kind }) => kind === 'same-precision');
        const text = experimentYaml(found.value, 'experiments/x.yaml');
        const experiment = value(readExperiment({ name: 'experiments/x.yaml', text }, context));
        expect(experiment.name).toBe(found.value.name);
        expect([...experiment.models.values()].map(({ name, inputs, sources }) => ({ name, inputs, sources }))).toEqual(
          found.value.models.map(({ name, input: { type: dtype, ...one }, sources }) => ({
            name,
            inputs: [{ ...one, dtype }],
            sources: sources.map(({ precision, path: where }) => ({ format: 'onnx', precision, path: where })),
          })),
        );
        expect(experiment.protocol.input).toBe(withData ? 'data' : 'random');
        return true;
      },
    ),
    { numRuns: 60 },
  );
});

test('the written inventory has the board that was asked for', () => {
  const inventory = value(readInventory({ name: 'i.yaml', text: inventoryYaml('no') }));
  expect([...inventory.boards.keys()]).toEqual(['no']);
});
