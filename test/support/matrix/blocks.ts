/** Random blocks: small enough to be expanded by hand, with every kind of rule. */
import fc from 'fast-check';
import type { Axis, Block, ExcludeRule, IncludeRule } from '#domain/experiment.js';
import type { LevelTest, Match } from '#domain/match.js';
import { type AxisName, axisName, levelId } from '#domain/names.js';

/** `web` declares no options, so that `threads` and `level` collapse there. */
const allLevels: Readonly<Record<string, readonly string[]>> = {
  device: ['this-machine'],
  model: ['small', 'large'],
  framework: ['ort', 'web'],
  precision: ['fp32', 'fp16', 'int8'],
  threads: ['1', '2', '4'],
  level: ['basic', 'all'],
};
const names = Object.keys(allLevels);

const someOf = (name: string, minLength = 1) => fc.subarray([...(allLevels[name] ?? [])], { minLength });

/** Levels, globs that fit some, all or none of them. */
const patternOf = (name: string) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(allLevels[name] ?? [])) },
    fc.constantFrom(...(allLevels[name] ?? []).flatMap((level) => [`${level.slice(0, 2)}*`, `*${level.slice(-1)}`])),
    fc.constantFrom('*', '?', '????', 'z*'),
  );

const testOf = (name: string): fc.Arbitrary<LevelTest> =>
  fc
    .record({
      some: fc.array(patternOf(name), { maxLength: 2 }),
      none: fc.array(patternOf(name), { maxLength: 1 }),
    })
    .filter(({ some, none }) => some.length + none.length > 0);

export const matchOf = (axes: readonly string[], most = 2): fc.Arbitrary<Match> =>
  fc
    .subarray([...axes], { minLength: 1, maxLength: most })
    .chain((chosen) => fc.tuple(...chosen.map((name) => testOf(name).map((test) => [axisName(name), test] as const))))
    .map((entries) => new Map<AxisName, LevelTest>(entries));

export const excludeRule: fc.Arbitrary<ExcludeRule> = matchOf(names).map((match) => ({ match }));

const plainAxis = (name: string): fc.Arbitrary<Axis> =>
  someOf(name).map((levels) => ({ name: axisName(name), levels: levels.map(levelId) }));

/** Sometimes it asks for the other conditional axis, which may be absent itself. */
const conditionalAxis = (name: string, other: string): fc.Arbitrary<Axis> =>
  fc
    .tuple(plainAxis(name), fc.option(matchOf(['model', 'framework', other], 1), { nil: undefined }))
    .map(([axis, only]) => ({ ...axis, ...(only ? { only } : {}) }));

const axes = fc.tuple(
  ...['device', 'model', 'framework', 'precision'].map(plainAxis),
  conditionalAxis('threads', 'level'),
  conditionalAxis('level', 'threads'),
);

/** The last two axes either multiply or vary together, cut to the shorter of them. */
const laidOut = fc.tuple(axes, fc.boolean()).map(([all, zipped]): Pick<Block, 'axes' | 'zip'> => {
  if (!zipped) return { axes: all, zip: [] };
  const pair = all.slice(4);
  const length = Math.min(...pair.map(({ levels }) => levels.length));
  return { axes: all.slice(0, 4), zip: [pair.map((axis) => ({ ...axis, levels: axis.levels.slice(0, length) }))] };
});

const includeRow: fc.Arbitrary<IncludeRule> = fc
  .tuple(...names.map((name) => fc.constantFrom(...(allLevels[name] ?? [])).map((level) => [name, level] as const)))
  .map((entries) => ({ levels: new Map(entries.map(([name, level]) => [axisName(name), levelId(level)])) }));

export const block: fc.Arbitrary<Block> = fc
  .record({
    laidOut,
    exclude: fc.array(excludeRule, { maxLength: 3 }),
    include: fc.array(includeRow, { maxLength: 2 }),
  })
  .map(({ laidOut: parts, exclude, include }) => ({ ...parts, exclude, include, requires: [], overrides: [] }));
