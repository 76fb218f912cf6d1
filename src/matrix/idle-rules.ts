/**
 * What a block says without effect. A slip in a level or a rule that has outlived its purpose would otherwise double a matrix
 * in silence, or leave cells in it that somebody believes to be out.
 */

import { suggest } from '#core/suggest.js';
import { slugOf } from '#domain/cell.js';
import type { Diagnostic, DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { Block, OverrideRule } from '#domain/experiment.js';
import type { Facts } from '#domain/failure.js';
import { fits, type Match, matchText } from '#domain/match.js';
import type { AxisName } from '#domain/names.js';
import type { BlockCells, Included } from './block.js';

/** Rules built by hand, in tests and tools, have no place in a file. */
export function warning(code: DiagnosticCode, rule: { readonly at?: Mark }, facts: Facts): Diagnostic {
  return { code, severity: 'warning', ...(rule.at ?? { file: 'matrix' }), facts };
}

export function idleRules(block: Block, found: BlockCells, unmatched: readonly OverrideRule[]): Diagnostic[] {
  const levels = levelsOf(block);
  return [
    ...block.exclude.flatMap((rule) => matchWarnings({ kind: 'exclude', ...rule }, found.matched.has(rule), levels)),
    ...block.overrides.flatMap((rule) =>
      matchWarnings({ kind: 'override', ...rule }, !unmatched.includes(rule), levels),
    ),
    ...axisWarnings(block, found, levels),
    ...found.included.flatMap(includeWarnings),
  ];
}

type LevelsByAxis = ReadonlyMap<AxisName, ReadonlySet<string>>;

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
  return levels;
}

interface MatchRule {
  readonly kind: 'exclude' | 'override' | 'only';
  readonly match: Match;
  readonly at?: Mark;
}

/** A pattern that fits no level says most about what went wrong; without one, the rule as a whole is named. */
function matchWarnings(rule: MatchRule, matched: boolean, levels: LevelsByAxis): Diagnostic[] {
  const idle = idlePatterns(rule, levels);
  const facts = { rule: rule.kind, match: matchText(rule.match) };
  if (matched) return idle.map((each) => warning('matrix/no-level', each, { ...facts, ...each.facts }));
  const [first] = idle;
  return [warning('matrix/no-match', first ?? rule, { ...facts, ...first?.facts })];
}

function idlePatterns({ match, at }: MatchRule, levels: LevelsByAxis): { readonly at?: Mark; readonly facts: Facts }[] {
  return [...match].flatMap(([axis, test]) => {
    const known = [...(levels.get(axis) ?? [])];
    const place = test.at ?? at;
    return [...test.some, ...test.none]
      .filter((pattern) => !known.some((level) => fits({ some: [pattern], none: [] }, level)))
      .map((pattern) => ({
        ...(place ? { at: place } : {}),
        facts: { axis, pattern, known, suggestion: suggest(pattern, known) },
      }));
  });
}

/** An axis that no combination has: its `only` never holds, or no framework in the product has such an option. */
function axisWarnings({ axes, zip }: Block, found: BlockCells, levels: LevelsByAxis): Diagnostic[] {
  return [...axes, ...zip.flat()].flatMap(({ name, only, at }) => {
    const present = found.axes.has(name);
    if (!only)
      return present ? [] : [warning('matrix/axis-unused', { ...(at ? { at } : {}) }, { axis: name, only: null })];
    const rule: MatchRule = { kind: 'only', match: only, ...(at ? { at } : {}) };
    if (present || idlePatterns(rule, levels).length > 0) return matchWarnings(rule, present, levels);
    return [warning('matrix/axis-unused', rule, { axis: name, only: matchText(only) })];
  });
}

function includeWarnings({ rule, cell, added }: Included): Diagnostic[] {
  const unused = [...rule.levels.keys()].filter((axis) => !cell.levels.has(axis));
  const facts = { cell: slugOf(cell) };
  return [
    ...(added ? [] : [warning('matrix/include-known', rule, facts)]),
    ...(unused.length > 0 ? [warning('matrix/include-unused', rule, { ...facts, axes: unused })] : []),
  ];
}
