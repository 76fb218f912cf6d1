/** Which conversions are checked, against whom and with what; and why one is not. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import type { Known } from '#domain/known.js';
import type { Plan, PlannedAnswer, PlannedStep, Route } from '#domain/plan.js';
import { knownOf, planOf, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain, type TextParts } from '#test/spec/texts.js';

const answering = plainToolchain('web').replace('precisions:', 'answers: [onnx]\nprecisions:');
const oneCell = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';

function plan(
  parts: TextParts & { readonly toolchains?: readonly string[]; readonly tensors?: Known['tensors'] } = {},
): Plan {
  const { toolchains = [nodeToolchain('ort'), answering], tensors, ...more } = parts;
  const world = worldOf(experimentText({ axes: oneCell, ...more }), { toolchains: toolchainsOf(...toolchains) });
  return planOf(world, { ...knownOf(world), ...(tensors ? { tensors } : {}) });
}

const routeOf = ({ cells: [cell] }: Plan): Route =>
  cell?.kind === 'run' ? cell.measurement.route : expect.unreachable(JSON.stringify(cell));
const stepsOf = (made: Plan): Record<'check' | 'reference', PlannedStep & { readonly answer: PlannedAnswer }> => {
  const find = (key: string | undefined) => {
    const step = made.steps.find((each) => each.key === key);
    return step?.answer ? { ...step, answer: step.answer } : expect.unreachable('no such step');
  };
  const check = find(routeOf(made).check);
  return { check, reference: find(check.answer.against?.step) };
};
const digits = (items: number): Known['tensors'] => new Map([[digestOf('data/images.npy'), { items }]]);
const weights = (id: string): string => `  small:
    weights: ${id}
    sources: [{ format: onnx, precision: fp32, path: models/small.fp32.onnx }]
    inputs: [{ name: input, shape: [batch, 3, 8, 8] }]`;

describe('a conversion is checked', () => {
  it('by its own runner, on its board, against whoever loads the source as it is, on a builder', () => {
    const made = plan();
    const { check, reference } = stepsOf(made);
    expect(made.steps.map(({ conversion }) => conversion)).toEqual(['optimise', 'answers', 'check']);
    expect(reference).toMatchObject({
      toolchain: 'web',
      where: 'builder',
      from: { kind: 'source', file: { name: 'models/small.fp32.onnx' } },
      answer: { runner: { name: 'web-runner' }, format: 'onnx', asked: { provider: 'wasm', arithmetic: 'fp32' } },
      boards: ['this-machine'],
    });
    expect(check).toMatchObject({
      toolchain: 'ort',
      from: { kind: 'step', key: routeOf(made).steps[0] },
      answer: { runner: { name: 'ort-runner' }, format: 'ort-optimized', against: { limits: { cosine: 0.9999 } } },
      tool: 'ort-node',
      boards: ['this-machine'],
    });
    expect(check).not.toHaveProperty('where');
    expect(reference.answer.items).toEqual(check.answer.items);
  });

  it('once for cells that only run otherwise', () => {
    const made = plan({ axes: oneCell.replace(' }', ', threads: [1, 4] }') });
    expect(made.cells).toHaveLength(2);
    expect(made.steps.filter(({ answer }) => answer)).toHaveLength(2);
    expect(stepsOf(made).check.answer.options).toEqual({ threads: '1' });
    expect(stepsOf(made).check.key).toBe(stepsOf(plan()).check.key);
  });

  it('apart for what comes out in another precision, with its own limits', () => {
    const made = plan({ axes: oneCell.replace('fp32', 'fp32, int8') });
    const limits = made.steps.flatMap(({ answer }) => answer?.against?.limits.cosine ?? []);
    expect(limits).toEqual([0.9999, 0.9]);
  });

  it('with the limits that the conversion says', () => {
    const said = nodeToolchain('ort').replace(
      '    tool: ort-node\n',
      '    tool: ort-node\n    check: { cosine: 0.7 }\n',
    );
    expect(stepsOf(plan({ toolchains: [said, answering] })).check.answer.against?.limits).toMatchObject({
      cosine: 0.7,
      maxError: 0.01,
    });
  });

  it('without the first class where the weights say that nobody trained them', () => {
    expect(stepsOf(plan({ models: weights('random-7') })).check.answer.against?.trained).toBe(false);
    expect(stepsOf(plan({ models: weights('seven') })).check.answer.against?.trained).toBe(true);
  });
});

describe('the items', () => {
  it('are spread over the data that are fed', () => {
    expect(stepsOf(plan({ tensors: digits(80) })).check.answer.items).toMatchObject({
      kind: 'items',
      items: [0, 10, 20, 30, 40, 50, 60, 70],
    });
    expect(stepsOf(plan({ tensors: digits(3) })).check.answer.items).toMatchObject({ items: [0, 1, 2] });
  });

  it('are random numbers of the declared shape where there are none', () => {
    expect(stepsOf(plan()).check.answer.items).toEqual({ kind: 'random', shape: [8, 3, 8, 8], seed: 1 });
  });

  it('are part of what the steps are', () => {
    const [some, others] = [stepsOf(plan({ tensors: digits(80) })), stepsOf(plan({ tensors: digits(160) }))];
    expect(others.reference.key).not.toBe(some.reference.key);
    expect(others.check.key).not.toBe(some.check.key);
  });
});

describe('it is not checked, and said so', () => {
  it('where nobody loads the source as it is', () => {
    const made = plan({ toolchains: [nodeToolchain('ort'), plainToolchain('web')] });
    expect(routeOf(made)).toMatchObject({ unchecked: 'no-reference' });
    expect(made.steps).toHaveLength(1);
  });

  it('where whoever could is on no machine', () => {
    const world = worldOf(experimentText({ axes: oneCell }), {
      toolchains: toolchainsOf(
        nodeToolchain('ort'),
        answering.replaceAll('web }', 'web }').replace('needs: [node, web]', 'needs: [python, web]'),
      ),
    });
    expect(routeOf(planOf(world, knownOf(world)))).toMatchObject({ unchecked: 'no-reference' });
  });

  it('where nothing is converted, without a word', () => {
    const made = plan({ axes: oneCell.replace('[ort]', '[web]') });
    expect(routeOf(made)).not.toHaveProperty('unchecked');
    expect(made.steps).toHaveLength(0);
  });
});

it('moves no fingerprint', () => {
  const fingerprint = ({ cells: [cell] }: Plan): string => (cell?.kind === 'run' ? cell.measurement.fingerprint : '');
  expect(fingerprint(plan())).toBe(fingerprint(plan({ toolchains: [nodeToolchain('ort'), plainToolchain('web')] })));
});
