/** Items that quantising conversions are shown: which they are, what they are part of, and when they are refused. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import type { Known, Tensors } from '#domain/known.js';
import type { Plan, PlannedStep } from '#domain/plan.js';
import { knownOf, planOf, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain } from '#test/spec/texts.js';

const quantising = nodeToolchain(
  'ort',
  `  - id: quantise
    from: { format: onnx, precision: fp32 }
    to: { format: ort-optimized, precision: int8 }
    needs: [node]
    tool: ort-node
    calibration: true
    argv: ["{node}", "{source}", "{calibration}", "{out}"]
    files: []
    failures: []
`,
).replace('failures: [{ line: "Unsupported operator", code: conversion/refused }]\n', 'failures: []\n');

const modelWith = (calibration: string): string => `  small:
    sources: [{ format: onnx, precision: fp32, path: models/small.fp32.onnx }]
    inputs: [{ name: input, shape: [batch, 3, 8, 8] }]
    calibration: ${calibration}`;

interface Case {
  readonly calibration?: string;
  readonly precision?: string;
  readonly measure?: string;
  readonly tensors?: Known['tensors'];
}

const each = (items: number, of: string): Tensors => ({
  items,
  each: Array.from({ length: items }, (_, item) => digestOf(`${of} ${item}`)),
});
/** As of the world, the content of a file is its path. */
const sets = (train: Tensors, counted: Tensors): NonNullable<Known['tensors']> =>
  new Map([
    [digestOf('data/bare.npy'), train],
    [digestOf('data/images.npy'), counted],
  ]);
const apart = sets(each(50, 'train'), each(20, 'counted'));

function plan({ calibration = '{ data: bare, count: 8, seed: 3 }', tensors = apart, ...more }: Case = {}): Plan {
  const world = worldOf(
    experimentText({
      axes: `{ device: [this-machine], model: [small], framework: [ort], precision: [${more.precision ?? 'int8'}] }`,
      models: modelWith(calibration),
      ...(more.measure === undefined ? {} : { measure: more.measure }),
    }),
    { toolchains: toolchainsOf(quantising) },
  );
  return planOf(world, { ...knownOf(world), tensors });
}

const stepOf = (made: Plan): PlannedStep => made.steps[0] ?? expect.unreachable(JSON.stringify(made.cells));
const itemsOf = (made: Plan): readonly number[] => {
  const { calibration } = stepOf(made);
  return calibration?.kind === 'items' ? calibration.items : expect.unreachable();
};
const refusalOf = ({ cells: [cell] }: Plan) => (cell && cell.kind !== 'run' ? cell : expect.unreachable());
const fingerprintOf = ({ cells: [cell] }: Plan): string =>
  cell?.kind === 'run' ? cell.measurement.fingerprint : expect.unreachable();

describe('made-up items', () => {
  it('need no set, have the shape of the input, and are part of what is converted', () => {
    const made = plan({ calibration: '{ data: random, count: 8, seed: 3 }' });
    expect(stepOf(made).calibration).toEqual({ kind: 'random', shape: [8, 3, 8, 8], seed: 3 });
    const others = [
      '{ data: random, count: 8 }',
      '{ data: random, count: 9, seed: 3 }',
      '{ data: bare, count: 8, seed: 3 }',
    ];
    const prints = [made, ...others.map((calibration) => plan({ calibration }))].map(fingerprintOf);
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('give way to a set of that name', () => {
    const axes = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';
    const text = experimentText({ axes, models: modelWith('{ data: random, count: 8 }') });
    const world = text.replace('  bare:', '  random:');
    const model = worldOf(world).experiment.models.get('small');
    expect(model?.calibration?.data).toBe('random');
  });
});

describe('a draw', () => {
  it('takes so many different items of the set, in their order', () => {
    const items = itemsOf(plan());
    expect(new Set(items).size).toBe(8);
    expect([...items].sort((a, b) => a - b)).toEqual(items);
    expect(items.every((item) => item >= 0 && item < 50)).toBe(true);
    expect(stepOf(plan()).calibration).toMatchObject({ kind: 'items', file: { name: 'data/bare.npy' } });
  });

  it('is the same for the same seed, and another one for another', () => {
    expect(itemsOf(plan())).toEqual(itemsOf(plan()));
    expect(itemsOf(plan({ calibration: '{ data: bare, count: 8, seed: 4 }' }))).not.toEqual(itemsOf(plan()));
  });

  it('can be the whole set', () => {
    const items = itemsOf(plan({ calibration: '{ data: bare, count: 50 }' }));
    expect(items).toEqual(Array.from({ length: 50 }, (_, item) => item));
  });

  it('is part of the step and of the fingerprint of what is converted with it, and of nothing else', () => {
    const other = { calibration: '{ data: bare, count: 9, seed: 3 }' };
    expect(stepOf(plan(other)).key).not.toBe(stepOf(plan()).key);
    expect(fingerprintOf(plan(other))).not.toBe(fingerprintOf(plan()));
    const [fp32, fp32Other] = [plan({ precision: 'fp32' }), plan({ ...other, precision: 'fp32' })];
    expect(stepOf(fp32).calibration).toBeUndefined();
    expect([stepOf(fp32Other).key, fingerprintOf(fp32Other)]).toEqual([stepOf(fp32).key, fingerprintOf(fp32)]);
  });
});

describe('a draw is refused', () => {
  it('where accuracy counts one of its items under another name, with numbers', () => {
    const counted: Tensors = { items: 3, each: ['a', 'train 5', 'train 6'].map((text) => digestOf(text)) };
    const made = plan({ calibration: '{ data: bare, count: 50 }', tensors: sets(each(50, 'train'), counted) });
    expect(refusalOf(made)).toMatchObject({
      kind: 'unavailable',
      because: {
        code: 'calibration/counted',
        facts: { model: 'small', data: 'bare', drawn: 50, accuracy: 'digits', items: 3, counted: 2, first: 5, same: 1 },
      },
    });
  });

  it('not where nothing is counted', () => {
    const both = sets(each(50, 'train'), each(50, 'train'));
    const measure = '{ sessions: 1, duration: { min: 500ms } }';
    expect(refusalOf(plan({ tensors: both })).because.code).toBe('calibration/counted');
    expect(itemsOf(plan({ tensors: both, measure }))).toHaveLength(8);
  });

  it('where the set has fewer items, or is no file of items', () => {
    expect(refusalOf(plan({ calibration: '{ data: bare, count: 51 }' })).because).toMatchObject({
      code: 'calibration/too-few',
      facts: { asked: 51, items: 50 },
    });
    expect(refusalOf(plan({ tensors: new Map() })).because.facts).toMatchObject({ asked: 8, items: null });
  });
});
