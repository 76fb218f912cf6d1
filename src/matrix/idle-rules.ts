/**
 * What a block says without effect. A slip in a level or a rule that has outlived its purpose would otherwise double a matrix
 * in silence, or leave cells in it that somebody believes to be out.
 */

import { matchesGlob } from '#core/glob.js';
import { suggest } from '#core/suggest.js';
import { slugOf } from '#domain/cell.js';
import type { Diagnostic, DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { Block, OverrideRule } from '#domain/experiment.js';
import type { Facts } from '#domain/failure.js';
import { type Match, matchText } from '#domain/match.js';
import type { AxisName } from '#domain/names.js';
import type { BlockCells, Included } from './block.js';

/** Rules built by hand, in tests and tools, have no place in a file. */
export function warning(code: DiagnosticCode, rule: { readonly at?: Mark }, facts: Facts): Diagnostic {
  return { code, severity: 'warning', ...(rule.at ?? { file: 'matrix' }), facts };
}

/** Enough to see what is wrong; a generated file can have thousands, and a suggestion for each would take minutes. */
const warningsMax = 100;
const levelsShown = 24;

export function idleRules(block: Block, found: BlockCells, unmatched: readonly OverrideRule[]): Diagnostic[] {
  const levels = levelsOf(block);
  const idle = new Set(unmatched);
  const all = [
    ...block.exclude.flatMap((rule) => matchWarnings({ kind: 'exclude', ...rule }, found.matched.has(rule), levels)),
    ...block.overrides.flatMap((rule) => matchWarnings({ kind: 'override', ...rule }, !idle.has(rule), levels)),
    ...axisWarnings(block, found, levels),
    ...found.included.flatMap(includeWarnings),
  ];
  const left = all.length - warningsMax;
  const shown = all.slice(0, warningsMax).map((make) => make());
  return left > 0 ? [...shown, warning('spec/too-many-problems', placeOf(shown.at(-1)), { left })] : shown;
}

/** Behind the last one. */
function placeOf(last: Mark | undefined): { readonly at?: Mark } {
  return last ? { at: { file: last.file, ...(last.span ? { span: last.span } : {}) } } : {};
}

/** Made when it is shown. */
type Later = () => Diagnostic;

type LevelsByAxis = ReadonlyMap<AxisName, readonly string[]>;

/** Also levels that only included cells have: a rule may speak of them. */
function levelsOf({ axes, zip, include }: Block): LevelsByAxis {
  const levels = new Map<AxisName, Set<string>>();
  const add = (axis: AxisName, level: string): void => {
    const known = levels.get(axis);
    if (known) known.add(level);
    else levels.set(axis, new Set([level]));
  };
  for (const axis of [...axes, ...zip.flat()]) for (const level of axis.levels) add(axis.name, level);
  for (const row of include) for (const [axis, level] of row.levels) add(axis, level);
  return new Map([...levels].map(([axis, known]) => [axis, [...known]]));
}

interface MatchRule {
  readonly kind: 'exclude' | 'override' | 'only';
  readonly match: Match;
  readonly at?: Mark;
}

/** A pattern that fits no level says most about what went wrong; without one, the rule as a whole is named. */
function matchWarnings(rule: MatchRule, matched: boolean, levels: LevelsByAxis): Later[] {
  const idle = idlePatterns(rule, levels);
  const facts = (each?: IdlePattern): Facts => ({
    rule: rule.kind,
    match: matchText(rule.match),
    ...(each ? patternFacts(each) : {}),
  });
  if (matched) return idle.map((each) => () => warning('matrix/no-level', each, facts(each)));
  const [first] = idle;
  return [() => warning('matrix/no-match', first ?? rule, facts(first))];
}

interface IdlePattern {
  readonly axis: AxisName;
  readonly pattern: string;
  readonly known: readonly string[];
  readonly at?: Mark;
}

function idlePatterns({ match, at }: MatchRule, levels: LevelsByAxis): IdlePattern[] {
  return [...match].flatMap(([axis, test]) => {
    const known = levels.get(axis) ?? [];
    const place = test.at ?? at;
    return [...test.some, ...test.none]
      .filter((pattern) => !known.some((level) => matchesGlob(pattern, level)))
      .map((pattern) => ({ axis, pattern, known, ...(place ? { at: place } : {}) }));
  });
}

function patternFacts({ axis, pattern, known }: IdlePattern): Facts {
  const shown = known.length > levelsShown ? [...known.slice(0, levelsShown), '…'] : known;
  return { axis, pattern, known: shown, suggestion: suggest(pattern, known) };
}

/** An axis that no combination has: its `only` never holds, or no framework in the product has such an option. */
function axisWarnings({ axes, zip }: Block, found: BlockCells, levels: LevelsByAxis): Later[] {
  return [...axes, ...zip.flat()].flatMap(({ name, only, at }) => {
    const present = found.axes.has(name);
    const place = at ? { at } : {};
    if (!only) return present ? [] : [() => warning('matrix/axis-unused', place, { axis: name, only: null })];
    const rule: MatchRule = { kind: 'only', match: only, ...place };
    if (present || idlePatterns(rule, levels).length > 0) return matchWarnings(rule, present, levels);
    return [() => warning('matrix/axis-unused', rule, { axis: name, only: matchText(only) })];
  });
}

function includeWarnings({ rule, cell, added }: Included): Later[] {
  const unused = [...rule.levels.keys()].filter((axis) => !cell.levels.has(axis));
  const facts = (): Facts => ({ cell: slugOf(cell) });
  return [
    ...(added ? [] : [() => warning('matrix/include-known', rule, facts())]),
    ...(unused.length > 0 ? [() => warning('matrix/include-unused', rule, { ...facts(), axes: unused })] : []),
  ];
}
