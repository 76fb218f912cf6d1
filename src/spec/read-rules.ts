/** The rules of a block: exclude, include, requires, overrides. Each keeps its mark, for warnings about it later. */

import { suggest } from '#core/suggest.js';
import { boardsWith, createBoundAxes } from '#domain/bound-axes.js';
import { collapse } from '#domain/collapse.js';
import { axesTakenBy, isCountAxis } from '#domain/count-axes.js';
import type { Mark } from '#domain/diagnostic.js';
import type { Axis, ExcludeRule, IncludeRule, OverrideRule, ProtocolPatch, Requirement } from '#domain/experiment.js';
import type { Match } from '#domain/match.js';
import { type AxisName, axisName, type LevelId, levelId } from '#domain/names.js';
import { isBuiltIn, toolchainOf } from './bindings.js';
import type { Cursor } from './cursor.js';
import { checkDuration } from './fields.js';
import { checkBound, meantIn } from './read-axes.js';
import { type BlockContext, readLevel } from './read-level.js';
import { readMatch } from './read-match.js';
import { parseRequirement } from './requirement.js';
import { parseDuration } from './scalars.js';

export function readExcludes(cursor: Cursor | undefined, axes: readonly Axis[], context: BlockContext): ExcludeRule[] {
  return (cursor?.items() ?? []).map((rule) => {
    const because = rule.at('because')?.text;
    const match = readMatch(rule, context, ['because']);
    checkAxes(rule, axes, context);
    return { match, at: rule.mark, ...(because === undefined ? {} : { because }) };
  });
}

export function readOverrides(
  cursor: Cursor | undefined,
  axes: readonly Axis[],
  context: BlockContext,
): OverrideRule[] {
  return (cursor?.items() ?? []).map((rule) => {
    const matchCursor = rule.at('match');
    const match: Match = matchCursor ? readMatch(matchCursor, context) : new Map();
    if (matchCursor) checkAxes(matchCursor, axes, context);
    return { match, set: readPatch(rule.at('set'), context), at: rule.mark };
  });
}

/** Whole cells only: an axis that the cell would have must be given. */
export function readIncludes(cursor: Cursor | undefined, axes: readonly Axis[], context: BlockContext): IncludeRule[] {
  return (cursor?.items() ?? []).map((row) => {
    const levels = new Map<AxisName, LevelId>();
    for (const [name, level] of row.members()) {
      const read = checkBound(name, level, context) ? readLevel(name, level, context) : undefined;
      if (read !== undefined) levels.set(axisName(name), read);
    }
    checkWhole(row, axes, context);
    checkOffered(row, context);
    return { levels, at: row.mark };
  });
}

function checkWhole(row: Cursor, axes: readonly Axis[], context: BlockContext): void {
  const given = new Map(row.members().map(([name, level]) => [axisName(name), (level.text ?? '') as LevelId]));
  const missing = axes.filter((axis) => !given.has(axis.name));
  const { bindings } = context;
  const boundAxes = createBoundAxes(bindings.inventory.boards.values(), (framework) =>
    axesTakenBy(toolchainOf(framework, bindings), bindings.frameworks.get(framework)?.runner),
  );
  const bound = boundAxes(row.at('framework')?.text ?? '', row.at('device')?.text ?? '');
  for (const axis of missing) {
    // Of what counts, one is what a cell without the axis does.
    const first = isCountAxis(axis.name) ? levelId('1') : axis.levels[0];
    // With a level of it added, would the cell keep the axis? Then the cell is not whole without it.
    const kept = first !== undefined && collapse(new Map([...given, [axis.name, first]]), axes, bound).has(axis.name);
    if (kept) context.problems.add('spec/missing-axis', row.mark, { axis: axis.name, declared: [...given.keys()] });
  }
}

/** A whole cell is named by hand: a board that does not offer its device is a slip, and no combination to be dropped. */
function checkOffered(row: Cursor, { bindings, problems }: BlockContext): void {
  const [device, board] = [row.at('device')?.text, row.at('board')];
  const { boards } = bindings.inventory;
  const named = [...boards.values()].find(({ id }) => id === board?.text);
  if (!board || !named || device === undefined || (named.devices as readonly string[]).includes(device)) return;
  const known = boardsWith(levelId(device), boards.values()).map(({ id }) => id);
  problems.add('spec/not-offered', board.mark, { board: named.id, device, known, offers: named.devices });
}

export function readRequirements(cursor: Cursor | undefined, { problems }: BlockContext): Requirement[] {
  return (cursor?.items() ?? []).flatMap((item) => {
    if (typeof item.value !== 'string') return [];
    const parsed = parseRequirement(item.value);
    if (parsed.ok) return [{ ...parsed.value, at: item.mark }];
    const { from, length, expected, found } = parsed.error;
    problems.add('spec/bad-expression', within(item, from, length), { expression: item.value, expected, found });
    return [];
  });
}

/** The place inside a scalar, as far as it can be counted: escapes and folded lines keep the place of the whole. */
function within(item: Cursor, from: number, length: number): Mark {
  const { span } = item.mark;
  const quote = item.quoted ? 1 : 0;
  if (!span || span.length !== (item.text?.length ?? 0) + 2 * quote) return item.mark;
  return { ...item.mark, span: { ...span, column: span.column + quote + from, length } };
}

/** Rules speak about axes that the block has: another name is a slip, and would never match. */
function checkAxes(match: Cursor, axes: readonly Axis[], { problems }: BlockContext): void {
  const declared: readonly string[] = axes.map(({ name }) => name);
  for (const [axis, cursor] of match.members()) {
    if (axis === 'because' || declared.includes(axis) || (isBuiltIn(axis) && meantIn(declared, axis))) continue;
    problems.add('spec/unknown-axis', cursor.keyMark, { axis, declared, suggestion: suggest(axis, declared) });
  }
}

export function checkOnly(axesCursor: Cursor | undefined, axes: readonly Axis[], context: BlockContext): void {
  for (const [, axis] of axesCursor?.members() ?? []) {
    const only = axis.at('only');
    if (only) checkAxes(only, axes, context);
  }
}

const counts = {
  'measure.sessions': 'sessions',
  'measure.warmup.iterations': 'warmupIterations',
  'measure.iterations.min': 'iterationsMin',
  'measure.iterations.max': 'iterationsMax',
} as const;
const durations = {
  'measure.warmup.max': 'warmupMaxNs',
  'measure.warmup.pause': 'warmupPauseNs',
  'measure.duration.min': 'durationMinNs',
  'measure.duration.target': 'durationTargetNs',
} as const;

function readPatch(set: Cursor | undefined, { problems }: BlockContext): ProtocolPatch {
  let patch: ProtocolPatch = {};
  for (const [setting, name] of Object.entries(counts)) {
    const value = set?.at(setting)?.value;
    if (typeof value === 'number') patch = { ...patch, [name]: value };
  }
  for (const [setting, name] of Object.entries(durations)) {
    const cursor = set?.at(setting);
    checkDuration(cursor, problems);
    const value = typeof cursor?.value === 'string' ? parseDuration(cursor.value) : undefined;
    if (value !== undefined) patch = { ...patch, [name]: value };
  }
  return patch;
}
