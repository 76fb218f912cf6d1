/**
 * Cells that were removed beside cells that were added, the same but for one axis: most often a level that was changed or an
 * axis that was born between the two, and not other cells. Which rule of `align` makes them meet; it is offered, never guessed.
 */
import { canonicalJson } from '#core/canonical-json.js';
import type { AlignRule, AssumeRule } from './align.js';
import type { Row } from './comparison.js';

export type MeetingRule = (AlignRule | AssumeRule) & {
  /** Pairs that would be compared. */
  readonly cells: number;
};

type Levels = Readonly<Record<string, string>>;

export function wouldMeet(rows: readonly Row[]): readonly MeetingRule[] {
  const removed = rows.flatMap(({ verdict, a }) => (verdict === 'removed' && a ? [a.levels] : []));
  const added = rows.flatMap(({ verdict, b }) => (verdict === 'added' && b ? [b.levels] : []));
  if (removed.length === 0 || added.length === 0) return [];
  return [...renames(removed, added).filter(isRename(rows)), ...births(removed, added), ...births(added, removed)];
}

/** One level for one other: where two fit, it is not known which of them was meant. */
function renames(removed: readonly Levels[], added: readonly Levels[]): readonly (AlignRule & { cells: number })[] {
  const others = withoutEach(added);
  const pairs = new Map<string, AlignRule & { cells: number }>();
  for (const levels of removed) {
    for (const [axis, from] of Object.entries(levels)) {
      for (const to of others.get(restOf(levels, axis)) ?? []) {
        const name = canonicalJson([axis, from, to]);
        const pair = pairs.get(name) ?? { kind: 'align', axis, from, to, cells: 0 };
        pairs.set(name, { ...pair, cells: pair.cells + 1 });
      }
    }
  }
  const all = [...pairs.values()];
  return all.filter(
    ({ axis, from, to }) =>
      all.filter((other) => other.axis === axis && (other.from === from || other.to === to)).length === 1,
  );
}

/** A level that the other side still has was not renamed: to take one for the other would part cells that meet. */
function isRename(rows: readonly Row[]): (rule: AlignRule) => boolean {
  const [inA, inB] = [levelsOf(rows, 'a'), levelsOf(rows, 'b')];
  return ({ axis, from, to }) => !inB.has(nameOf(axis, from)) && !inA.has(nameOf(axis, to));
}

/** An axis that one side has and the other lacks, with one level: with two it is not known which of them was meant. */
function births(lacking: readonly Levels[], having: readonly Levels[]): readonly MeetingRule[] {
  const plain = new Set(lacking.map((levels) => canonicalJson(levels)));
  const found = new Map<string, Map<string, number>>();
  for (const levels of having) {
    for (const [axis, level] of Object.entries(levels)) {
      if (!plain.has(canonicalJson(without(levels, axis)))) continue;
      const counts = found.get(axis) ?? new Map<string, number>();
      found.set(axis, counts.set(level, (counts.get(level) ?? 0) + 1));
    }
  }
  return [...found].flatMap(([axis, counts]) =>
    counts.size === 1 ? [...counts].map(([level, cells]) => ({ kind: 'assume' as const, axis, level, cells })) : [],
  );
}

function withoutEach(all: readonly Levels[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const levels of all) {
    for (const [axis, level] of Object.entries(levels)) {
      const rest = restOf(levels, axis);
      found.set(rest, [...(found.get(rest) ?? []), level]);
    }
  }
  return found;
}

/** All levels but one, and which axis is left out. */
function restOf(levels: Levels, axis: string): string {
  return canonicalJson([axis, without(levels, axis)]);
}

function without(levels: Levels, axis: string): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([name]) => name !== axis));
}

function levelsOf(rows: readonly Row[], side: 'a' | 'b'): ReadonlySet<string> {
  return new Set(
    rows.flatMap((row) => Object.entries(row[side]?.levels ?? {}).map(([axis, level]) => nameOf(axis, level))),
  );
}

function nameOf(axis: string, level: string): string {
  return canonicalJson([axis, level]);
}
