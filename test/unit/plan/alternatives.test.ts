/** What a route did not take, each with its reason. */
import { describe, expect, it } from 'vitest';
import type { BoardFacts } from '#domain/board.js';
import type { Protocol } from '#domain/experiment.js';
import type { Known } from '#domain/known.js';
import { alternativesOf } from '#plan/alternatives.js';
import { facts, knownOf, planOf, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { alternativeWords, cacheWords, placeWords } from '#wording/route.js';

const text = (taken: string) => `schema: 1
name: ort
loads: engine
precisions: [fp32]
on: [{ unit: cpu, provider: cpu }]
probes: { fast: { kind: node-package, package: fast }, slow: { kind: node-package, package: slow } }
runners:
  - { name: first, protocol: 1, needs: [slow], argv: [x] }
  - { name: second, protocol: 1, needs: [fast], argv: [x] }
  - { name: third, protocol: 1, needs: [fast], argv: [x] }
conversions:
  - { id: dear, from: { format: onnx, precision: any }, to: { format: engine, precision: same }, tool: fast, cost: 7, argv: [x] }
  - { id: lacking, from: { format: onnx, precision: any }, to: { format: engine, precision: same }, tool: slow, argv: [x] }
  - { id: ${taken}, from: { format: onnx, precision: any }, to: { format: engine, precision: same }, tool: fast, cost: 2, argv: [x] }
  - { id: behind, from: { format: onnx, precision: any }, to: { format: engine, precision: same }, tool: fast, cost: 2, argv: [x] }
  - { id: elsewhere, from: { format: onnx, precision: any }, to: { format: engine, precision: int8 }, tool: fast, argv: [x] }
`;

function alternatives(
  now: string,
  seen: Partial<BoardFacts> | 'never',
  asked: Partial<Protocol> = {},
): readonly string[] {
  const axes = '{ device: [this-machine], model: [large], framework: [ort], precision: [fp32] }';
  const world = worldOf(experimentText({ axes }), { toolchains: toolchainsOf(text('taken')) });
  const tools = {
    fast: { kind: 'found', version: '1', at: '/m' },
    slow: { kind: 'missing', said: 'no' },
  } as const;
  const boards = [...world.inventory.boards.keys()].map(
    (id) => [id, { kind: 'known', value: { ...facts, tools } }] as const,
  );
  const plan = planOf(world, { ...knownOf(world), boards: new Map(boards) });
  const [cell] = plan.cells;
  if (cell?.kind !== 'run') return expect.unreachable(JSON.stringify(cell));
  expect(plan.steps.map(({ conversion }) => conversion)).toContain('taken');
  const toolchain = toolchainsOf(text(now)).get('ort') ?? expect.unreachable();
  const steps = cell.measurement.route.steps.flatMap((key) => plan.steps.find((step) => step.key === key) ?? []);
  const known: Pick<Known, 'boards'> = {
    boards:
      seen === 'never'
        ? new Map()
        : new Map(cell.boards.map((id) => [id, { kind: 'known', value: { ...facts, tools, ...seen } }])),
  };
  const protocol = { ...cell.measurement.protocol, ...asked };
  const asking = { ...cell, measurement: { ...cell.measurement, protocol } };
  return alternativesOf({ cell: asking, steps, toolchain, known }).map(alternativeWords);
}

describe('alternatives', () => {
  it('are named with what they lack, what they cost, or their place in the file', () => {
    expect(alternatives('taken', {})).toEqual([
      'conversion dear: costs 7, and taken 2',
      'conversion lacking: this-machine lacks slow',
      'conversion behind: behind taken in the toolchain',
      'runner first: this-machine lacks slow',
      'runner third: behind second in the toolchain',
    ]);
  });

  it.each<[Partial<Protocol>, string]>([
    [{ batch: 8 }, 'a batch of 8'],
    [{ streams: 4 }, '4 inferences in flight'],
  ])('say of a runner what it cannot do before what its board lacks: %j', (asked, words) => {
    const found = alternatives('taken', {}, asked);
    expect(found).toContain(`runner third: does not do ${words}`);
    expect(found).toContain(`runner first: does not do ${words}`);
  });

  it('are judged by what is remembered now, and nothing is held against what nobody looked at', () => {
    expect(alternatives('taken', 'never')).toContain('runner first: second was chosen when it was planned');
    expect(alternatives('renamed', {})).toContain('conversion renamed: costs 2, and taken 0');
  });
});

describe('words for steps', () => {
  it('say where each is done, and what an unknown state waits for', () => {
    expect(placeWords({ where: 'builder', machines: ['pc'] })).toBe('builder pc');
    expect(placeWords({ where: 'board', machines: ['a', 'b', 'c', 'd', 'e'] })).toBe('a or b or c or 2 others');
    const unknown = { cache: 'unknown', machines: ['pi-4', 'pi-5'] } as const;
    expect(cacheWords({ ...unknown, awaits: 'probe' })).toBe('unknown until pi-4 or pi-5 is probed');
    expect(cacheWords({ ...unknown, awaits: 'step' })).toBe('unknown until what it takes is made');
  });
});
