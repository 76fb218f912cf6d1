/**
 * Makes the cells of two run sets meet where a level was renamed or an axis was born between them. Levels are changed and
 * keys follow from them by the one rule of `cellOf`; nothing that was measured is touched.
 */
import { err, ok, type Result } from '#core/result.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { unknownLevel } from '#domain/imported.js';
import { axisName, type CellKey, levelId, type RunSetId } from '#domain/names.js';
import type { Subject } from './comparison.js';

/** What can be given other levels: a cell of a comparison, of whatever kind. */
export type Alignable = Pick<Subject, 'key' | 'slug' | 'levels' | 'own'> & {
  /** Out of a table: `unknown` stands where the source does not say. Absent: measured, where it would be a name like others. */
  readonly imported?: true;
};

interface ArmOf<S> {
  readonly runSet: RunSetId;
  readonly subjects: readonly S[];
}

/** An axis that the source does not tell is lacking as much as one that is not there. */
export function isLacking({ levels, imported }: Alignable, axis: string): boolean {
  return !Object.hasOwn(levels, axis) || (imported === true && levels[axis] === unknownLevel);
}

export function hasUnknown(subject: Alignable): boolean {
  return Object.keys(subject.levels).some((axis) => subject.imported === true && isLacking(subject, axis));
}

export interface Alignment {
  /** Renames a level of A, so that it meets B's: `framework:ort-old=ort-new`. All at once: two levels can change places. */
  readonly align: readonly AlignRule[];
  /** Gives an axis to cells that lack it and found no partner, on either side: `threads=4`. After renaming. */
  readonly assume: readonly AssumeRule[];
}

export interface AlignRule {
  readonly kind: 'align';
  readonly axis: string;
  readonly from: string;
  readonly to: string;
}

export interface AssumeRule {
  readonly kind: 'assume';
  readonly axis: string;
  readonly level: string;
}

export interface Aligned<S extends Alignable = Subject> {
  readonly a: ArmOf<S>;
  readonly b: ArmOf<S>;
  /** Rules that touched no cell: likely a slip. */
  readonly unused: readonly (AlignRule | AssumeRule)[];
}

/** Two cells of one side that would become one: which of them to compare is not ours to guess. */
export interface Collision {
  readonly kind: 'collision';
  readonly side: 'a' | 'b';
  /** Slugs of their own run set. */
  readonly slugs: readonly [string, string];
  /** What both would be called. */
  readonly becomes: string;
}

export const noAlignment: Alignment = { align: [], assume: [] };

export function align<S extends Alignable>(
  a: ArmOf<S>,
  b: ArmOf<S>,
  { align, assume }: Alignment,
): Result<Aligned<S>, Collision> {
  const used = new Set<AlignRule | AssumeRule>();
  const renamed = a.subjects.map((subject) => renamedBy(subject, align, used));
  const left = assumedOn({ subjects: renamed, others: b.subjects }, assume, used);
  const right = assumedOn({ subjects: b.subjects, others: renamed }, assume, used);
  const collision = collisionIn('a', left) ?? collisionIn('b', right);
  if (collision) return err(collision);
  return ok({
    a: { ...a, subjects: left },
    b: { ...b, subjects: right },
    unused: [...align, ...assume].filter((rule) => !used.has(rule)),
  });
}

/**
 * The two sides of one run set whose own levels are compared, such as two versions of a framework that were measured in turn:
 * A has the levels that rules begin with, B those that they end with. Null: one of them would be empty.
 */
export function sidesOf<S extends Alignable>(
  arm: ArmOf<S>,
  rules: readonly AlignRule[],
): { readonly a: ArmOf<S>; readonly b: ArmOf<S> } | null {
  const side = (end: 'from' | 'to'): ArmOf<S> => {
    const isThere = ({ levels }: S): boolean =>
      rules.every(({ axis }) => rules.some((rule) => rule.axis === axis && levels[axis] === rule[end]));
    return { ...arm, subjects: arm.subjects.filter(isThere) };
  };
  const [a, b] = [side('from'), side('to')];
  return rules.length > 0 && a.subjects.length > 0 && b.subjects.length > 0 ? { a, b } : null;
}

function renamedBy<S extends Alignable>(subject: S, rules: readonly AlignRule[], used: Set<AlignRule | AssumeRule>): S {
  const meant = rules.filter(({ axis, from }) => Object.hasOwn(subject.levels, axis) && subject.levels[axis] === from);
  for (const rule of meant) used.add(rule);
  return withLevels(subject, new Map(meant.map(({ axis, to }) => [axis, to])));
}

interface Sides<S> {
  readonly subjects: readonly S[];
  readonly others: readonly S[];
}

/**
 * A cell that has its partner as it is needs no assumption, and an axis that the other side does not know cannot help: so
 * conditional axes, which cells lack on purpose on both sides, stay as they are.
 */
function assumedOn<S extends Alignable>(
  { subjects, others }: Sides<S>,
  rules: readonly AssumeRule[],
  used: Set<AlignRule | AssumeRule>,
): readonly S[] {
  const partners = new Set(others.map(({ key }) => key));
  const axes = new Set(others.flatMap(({ levels }) => Object.keys(levels)));
  const helpful = rules.filter(({ axis }) => axes.has(axis));
  return subjects.map((subject) => {
    if (partners.has(subject.key) && !hasUnknown(subject)) return subject;
    const lacking = helpful.filter(({ axis }) => isLacking(subject, axis));
    for (const rule of lacking) used.add(rule);
    return withLevels(subject, new Map(lacking.map(({ axis, level }) => [axis, level])));
  });
}

/** A key is a digest: cells that no rule means keep theirs. */
function withLevels<S extends Alignable>(subject: S, changed: ReadonlyMap<string, string>): S {
  if (changed.size === 0) return subject;
  const levels = { ...subject.levels, ...Object.fromEntries(changed) };
  const cell = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
  if (cell.key === subject.key) return subject;
  const own = subject.own ?? { key: subject.key, slug: subject.slug };
  return { ...subject, key: cell.key, slug: slugOf(cell), levels, own };
}

function collisionIn(side: 'a' | 'b', subjects: readonly Alignable[]): Collision | undefined {
  const seen = new Map<CellKey, Alignable>();
  for (const subject of subjects) {
    const twin = seen.get(subject.key);
    if (twin) return { kind: 'collision', side, slugs: [ownSlug(twin), ownSlug(subject)], becomes: subject.slug };
    seen.set(subject.key, subject);
  }
  return undefined;
}

function ownSlug({ own, slug }: Alignable): string {
  return own?.slug ?? slug;
}
