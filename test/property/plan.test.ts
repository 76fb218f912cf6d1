/** Laws of the plan: what identity depends on, and what it does not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Known } from '#domain/known.js';
import { digestOfPlan, type Plan, partNames, type RunCell } from '#domain/plan.js';
import { worksOf } from '#domain/work-order.js';
import { file, knownOf, planOf, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText, plainToolchain } from '#test/spec/texts.js';

const axes = [
  'device: [this-machine]',
  'model: [small, large]',
  'framework: [ort, web]',
  'precision: [fp32, int8]',
  'threads: [1, 4]',
  'level: [basic, all]',
];
const textOf = (lines: readonly string[], more = ''): string =>
  experimentText({ axes: `{ ${lines.join(', ')} }`, more });
const world = worldOf(textOf(axes));
const known = knownOf(world);
const plan = planOf(world, known);

const runs = ({ cells }: Plan): RunCell[] => cells.filter((cell): cell is RunCell => cell.kind === 'run');
const fingerprints = (of: Plan): string[] =>
  runs(of)
    .map(({ key, measurement }) => `${key} ${measurement.fingerprint}`)
    .sort();

const changedFile = (name: string, content: string): Known => ({
  ...known,
  files: new Map([...known.files, [name, file(content, name)] as const]),
});

describe('identity', () => {
  it('does not depend on the order of keys in the file', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(axes, { minLength: axes.length }), (lines) => {
        const other = worldOf(textOf(lines));
        expect(fingerprints(planOf(other))).toEqual(fingerprints(plan));
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on seed, name, limits or the number of sessions', () => {
    const other = textOf(axes, 'seed: 99\nlimits: { load: 1m, retries: 0 }')
      .replace('name: example', 'name: other')
      .replace('sessions: 3', 'sessions: 8');
    expect(fingerprints(planOf(worldOf(other)))).toEqual(fingerprints(plan));
  });

  it('does not depend on where files are, nor on the bytes of a runner', () => {
    const moved: Known = {
      ...known,
      files: new Map(
        [...known.files].map(([name, each]) => [
          name,
          each.kind === 'known' ? { ...each, value: { ...each.value, path: `/elsewhere/${name}` } } : each,
        ]),
      ),
    };
    expect(fingerprints(planOf(world, moved))).toEqual(fingerprints(plan));
    expect(fingerprints(planOf(world, changedFile('ort/run.mjs', 'a comment more')))).toEqual(fingerprints(plan));
  });

  it('changes in the source part, of the cells of that source, and nowhere else', () => {
    const sources = ['models/small.fp32.onnx', 'models/small.int8.onnx', 'models/large.fp32.onnx'];
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.string({ minLength: 1, maxLength: 5 }), (name, more) => {
        const after = new Map(runs(planOf(world, changedFile(name, name + more))).map((cell) => [cell.key, cell]));
        for (const { key, measurement } of runs(plan)) {
          const parts = after.get(key)?.measurement.recipe.parts;
          const changed = partNames.filter((part) => parts?.[part] !== measurement.recipe.parts[part]);
          expect(changed).toEqual(measurement.route.source.name === name ? ['source'] : []);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['protocol', 'duration: { min: 500ms }', 'duration: { min: 501ms }'],
    ['protocol', 'accuracy: { data: digits }', 'accuracy: { data: digits, top: [1] }'],
  ])('changes in the %s part where %s becomes %s', (part, from, to) => {
    const after = runs(planOf(worldOf(textOf(axes).replace(from, to))));
    for (const [at, cell] of runs(plan).entries()) {
      const parts = after[at]?.measurement.recipe.parts;
      expect(partNames.filter((name) => parts?.[name] !== cell.measurement.recipe.parts[name])).toEqual([part]);
    }
  });

  it.each(['data/images.npy', 'data/labels.npy'])('changes in the data part where %s has other bytes', (name) => {
    const after = runs(planOf(world, changedFile(name, 'other bytes')));
    for (const [at, cell] of runs(plan).entries()) {
      const parts = after[at]?.measurement.recipe.parts;
      expect(partNames.filter((part) => parts?.[part] !== cell.measurement.recipe.parts[part])).toEqual(['data']);
    }
  });

  it('tells options by their effect: run options are of the runner, convert options of the route', () => {
    const [one, four, other] = ['1 basic', '4 basic', '1 all'].map((wanted) =>
      runs(plan).find(
        ({ levels }) => levels['model'] === 'small' && `${levels['threads']} ${levels['level']}` === wanted,
      ),
    );
    const differ = (a?: RunCell, b?: RunCell) =>
      partNames.filter((name) => a?.measurement.recipe.parts[name] !== b?.measurement.recipe.parts[name]);
    expect(differ(one, four)).toEqual(['runner']);
    expect(differ(one, other)).toEqual(['route']);
  });
});

describe('a plan', () => {
  it('is equal for equal questions and facts, byte for byte', () => {
    expect(digestOfPlan(planOf(worldOf(textOf(axes)), knownOf(world)))).toBe(digestOfPlan(plan));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('has each step once, after the steps it needs, and no step that no cell waits for', () => {
    const cost = fc.integer({ min: 0, max: 5 });
    const chain = fc.tuple(cost, cost, cost, cost, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }));
    fc.assert(
      fc.property(chain, ([a, b, c, d, order]) => {
        const edges = [
          `  - { id: a, from: { format: onnx, precision: any }, to: { format: mid, precision: same }, tool: t, argv: [a], cost: ${a} }`,
          `  - { id: b, from: { format: mid, precision: any }, to: { format: engine, precision: same }, tool: t, argv: [b], cost: ${b} }`,
          `  - { id: c, from: { format: onnx, precision: any }, to: { format: engine, precision: same }, tool: t, argv: [c], cost: ${c} }`,
          `  - { id: d, from: { format: mid, precision: fp32 }, to: { format: mid, precision: int8 }, tool: t, argv: [d], cost: ${d} }`,
        ];
        const toolchain = `schema: 1\nname: ort\nloads: engine\nprecisions: [fp32, int8]\non: [{ unit: cpu, provider: p }]\nprobes: { t: { kind: node-package, package: t } }\nrunners: [{ name: r, protocol: 1, argv: ["{node}"] }]\nconversions:\n${order.map((at) => edges[at]).join('\n')}`;
        const toolchains = toolchainsOf(toolchain, plainToolchain('web'));
        const { steps, cells } = planOf(worldOf(experimentText(), { toolchains }));
        const seen = new Set<string>();
        for (const { key, from } of steps) {
          expect(seen.has(key)).toBe(false);
          if (from.kind === 'step') expect(seen.has(from.key)).toBe(true);
          seen.add(key);
        }
        expect(new Set(runs({ ...plan, cells }).flatMap(({ measurement }) => measurement.route.steps))).toEqual(seen);
        // The chosen chain of an fp32 cell is never dearer than either way there is.
        const [first] = runs({ ...plan, cells });
        const price = { a, b, c, d } as const;
        const ids =
          first?.measurement.route.steps.map((key) => steps.find((step) => step.key === key)?.conversion) ?? [];
        const paid = ids.reduce(
          (sum, id) => sum + (id === 'a' || id === 'b' || id === 'c' || id === 'd' ? price[id] : 99),
          0,
        );
        expect(paid).toBe(Math.min(c, a + b));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the order of work', () => {
  const other = (seed: number): Plan => ({ ...plan, seed });

  it('has every conversion, every session of every cell once, and each accuracy once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const works = worksOf(other(seed));
        const named = works.map((work) => JSON.stringify(work));
        expect(new Set(named).size).toBe(named.length);
        expect(works.length).toBe(plan.steps.length + runs(plan).length * 4);
        // Conversions first; every cell its first session before any its second; accuracy right after the first round.
        const ranks = works.map((work) =>
          work.kind === 'conversion' ? 0 : work.kind === 'accuracy' ? 1.5 : work.ordinal,
        );
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  it('is the same for one seed, another for another, and shuffled anew each round', () => {
    expect(worksOf(plan)).toEqual(worksOf(plan));
    expect(worksOf(other(1))).not.toEqual(worksOf(other(2)));
    const round = (ordinal: number): string[] =>
      worksOf(plan).flatMap((work) => (work.kind === 'session' && work.ordinal === ordinal ? work.cell : []));
    expect(round(1)).not.toEqual(round(2));
    expect([...round(1)].sort()).toEqual([...round(2)].sort());
  });

  it('has no conversion whose artifact is there', () => {
    const hit = { kind: 'hit', artifact: 'x' as never, digest: 'y' as never, bytes: 1 as never } as const;
    const cached: Plan = { ...plan, steps: plan.steps.map((step) => ({ ...step, cache: hit })) };
    expect(worksOf(cached).some(({ kind }) => kind === 'conversion')).toBe(false);
  });
});
