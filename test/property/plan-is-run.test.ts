/** What `plan` prints is what `run` starts, for equal facts: whichever axes, sessions and artifacts there are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workKey } from '#domain/attempt.js';
import type { BoardSetting, Inventory } from '#domain/board.js';
import { axisName, type CellKey, levelId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { unlabelled } from '#domain/run-set.js';
import { worksOf } from '#domain/work-order.js';
import { type PlanRequest, planExperiment } from '#engine/plan-experiment.js';
import { type RunRequest, runExperiment } from '#engine/run-experiment.js';
import { expand } from '#matrix/expand.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

const some = (...levels: string[]) => fc.subarray(levels, { minLength: 1 });
const asked = fc.record({
  device: some('alpha', 'beta'),
  model: some('m1', 'm2'),
  framework: some('f1', 'f2'),
  precision: some('fp32', 'int8', 'fp16'),
  sessions: fc.integer({ min: 1, max: 3 }),
  accuracy: fc.boolean(),
  /** Axes that only some cells have; the boards of alpha have the setting. */
  board: fc.subarray([...question.inventory.boards.keys()]),
  mode: fc.subarray(['slow', 'fast']),
  /** Files that are not there. */
  missing: fc.subarray(['m1.int8.onnx', 'm2.fp32.onnx', 'd.npy']),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const mode: BoardSetting = { apply: ['set', '{value}'], read: ['get'], cost: 'restart' };
const inventory: Inventory = {
  ...question.inventory,
  boards: new Map(
    [...question.inventory.boards].map(([id, board]) => {
      const settings = board.devices.includes(levelId('alpha')) ? { settings: new Map([['mode', mode]]) } : {};
      return [id, { ...board, ...settings }];
    }),
  ),
};

function requestOf({
  device,
  model,
  framework,
  precision,
  sessions,
  accuracy,
  missing,
  ...places
}: Asked): PlanRequest {
  const chosen: Readonly<Record<string, readonly string[]>> = { device, model, framework, precision };
  const [block] = question.experiment.blocks;
  if (!block) throw new Error('the simulated experiment has a block');
  const axes = [
    ...block.axes.map((axis) => ({ ...axis, levels: (chosen[axis.name] ?? []).map(levelId) })),
    ...(['board', 'mode'] as const)
      .filter((name) => places[name].length > 0)
      .map((name) => ({ name: axisName(name), levels: places[name].map(levelId) })),
  ];
  const { accuracy: declared, ...protocol } = { ...question.experiment.protocol, sessions };
  const experiment = {
    ...question.experiment,
    blocks: [{ ...block, axes }],
    protocol: accuracy && declared ? { ...protocol, accuracy: declared } : protocol,
  };
  const expansion = expand(experiment, { inventory, toolchains: question.toolchains });
  if (!expansion.ok) throw new Error('it does not expand');
  const read: PlanRequest['read'] = (path) =>
    missing.includes(path) ? Promise.resolve(undefined) : question.read(path);
  return { ...question, inventory, experiment, expansion: expansion.value, read };
}

const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
const runOf = (request: PlanRequest, entropy: string): RunRequest => ({
  ...request,
  spec: { name: 'x.yaml', text: 'x' },
  inventoryText: null,
  labels: unlabelled,
  where: null,
  entropy,
  stops: { onStop: () => undefined },
});

test('plan = run', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async (chosen) => {
      const request = requestOf(chosen);
      const { world, passing } = calmWorld(request);
      // The second run finds the artifacts of the first.
      for (const entropy of ['0001', '0002']) {
        const { plan } = await passing(planExperiment(world, request, new AbortController().signal));
        const { runSet } = await passing(runExperiment(world, runOf(request, entropy), view));
        expect(world.store.plan(runSet)).toEqual(plan);
        // Which board makes something for all that are like it is not decided by the plan.
        const started = world.store
          .attempts(runSet)
          .map(({ work }) => workKey(work.kind === 'conversion' ? { kind: work.kind, step: work.step } : work));
        expect(started.sort()).toEqual(worksOf(plan).map(workKey).sort());
        expect(cellsWithSuccess(world.store.attempts(runSet))).toEqual(cellsToRun(plan));
      }
    }),
    { numRuns: 40 },
  );
});

function cellsToRun(plan: Plan): readonly CellKey[] {
  return plan.cells
    .filter(({ kind }) => kind === 'run')
    .map(({ key }) => key)
    .sort();
}

function cellsWithSuccess(
  attempts: ReturnType<ReturnType<typeof calmWorld>['world']['store']['attempts']>,
): readonly CellKey[] {
  const cells = attempts.flatMap(({ work, outcome }) =>
    work.kind === 'session' && outcome?.kind === 'succeeded' ? [work.cell] : [],
  );
  return [...new Set(cells)].sort();
}
