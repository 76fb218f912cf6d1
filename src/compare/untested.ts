/**
 * Two arms of which at least one was imported. There are no sessions behind its figures, so that nothing is tested and no verdict
 * is given: a ratio where two figures are of one kind, and the factors that are not the same or that nobody told.
 */
import { unknownLevel } from '#domain/imported.js';
import type { CellKey } from '#domain/names.js';
import { hasUnknown, isLacking } from './align.js';
import type { Figure, FigureArm, FigureCell } from './figure.js';

export interface Untested {
  /** Cells that met; in the order of B. */
  readonly rows: readonly UntestedRow[];
  readonly only: { readonly a: readonly FigureCell[]; readonly b: readonly FigureCell[] };
  /** Assumptions under which more cells would meet, the most first. */
  readonly wouldMeet: readonly { readonly axis: string; readonly level: string; readonly cells: number }[];
}

export interface UntestedRow {
  readonly key: CellKey;
  readonly a: FigureCell;
  readonly b: FigureCell;
  readonly figures: readonly FigurePair[];
  readonly factors: readonly Factor[];
}

export interface FigurePair {
  readonly a: Figure;
  readonly b: Figure;
  /** b / a; null where they are not of one kind: a mean is no median. */
  readonly ratio: number | null;
}

/** Not the same on both sides, or not known to be; null is unknown. */
export interface Factor {
  readonly what: string;
  readonly a: string | null;
  readonly b: string | null;
}

export function untested(a: FigureArm, b: FigureArm): Untested {
  // What the source does not tell meets nothing, not even what another source does not tell.
  const ofA = new Map(a.subjects.filter((cell) => !hasUnknown(cell)).map((cell) => [cell.key, cell]));
  const rows = b.subjects.flatMap((cell): readonly UntestedRow[] => {
    const partner = hasUnknown(cell) ? undefined : ofA.get(cell.key);
    return partner ? [rowOf(partner, cell)] : [];
  });
  const met = new Set(rows.map(({ key }) => key));
  const alone = ({ subjects }: FigureArm): readonly FigureCell[] =>
    subjects.filter((cell) => hasUnknown(cell) || !met.has(cell.key));
  const only = { a: alone(a), b: alone(b) };
  return { rows, only, wouldMeet: wouldMeet(only.a, only.b) };
}

function rowOf(a: FigureCell, b: FigureCell): UntestedRow {
  const names = a.stands && b.stands ? [...new Set(a.figures.map(({ name }) => name))] : [];
  const figures = names.flatMap((name) => pairOf(a, b, name) ?? []);
  return { key: b.key, a, b, figures, factors: factorsOf(a, b, figures) };
}

/** The first statistic that both give. One that a source does not state is set beside the other's, and named as unknown. */
function pairOf(a: FigureCell, b: FigureCell, name: string): FigurePair | undefined {
  const like = (one: Figure, other: Figure): boolean => one.scope === other.scope && one.unit === other.unit;
  const all = a.figures
    .filter((figure) => figure.name === name)
    .flatMap((ofA) =>
      b.figures.filter((ofB) => ofB.name === name && like(ofA, ofB)).map((ofB) => ({ a: ofA, b: ofB })),
    );
  const same = all.find((pair) => pair.a.statistic === pair.b.statistic);
  const unstated = all.find((pair) => pair.a.statistic === unstatedWord || pair.b.statistic === unstatedWord);
  const pair = same ?? unstated ?? all[0];
  if (!pair) return undefined;
  return { ...pair, ratio: (same ?? unstated) && pair.a.value > 0 ? pair.b.value / pair.a.value : null };
}

const unstatedWord = 'unstated';

/** No table tells these; of what is measured here they are on record. */
const untold = ['version of the framework', 'power mode and clocks', 'preprocessing'];

function factorsOf(a: FigureCell, b: FigureCell, figures: readonly FigurePair[]): readonly Factor[] {
  const differing = (what: string, ofA: string | null, ofB: string | null): readonly Factor[] =>
    ofA !== null && ofA === ofB ? [] : [{ what, a: ofA, b: ofB }];
  const facts = [...new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])];
  const told = (cell: FigureCell): string | null => (cell.imported ? null : 'on record');
  return [
    ...differing('weights', a.weights, b.weights),
    ...facts.flatMap((fact) => differing(fact, a.facts[fact] ?? null, b.facts[fact] ?? null)),
    ...figures.flatMap((pair) => figureFactors(pair, a, b)),
    ...untold.map((what) => ({ what, a: told(a), b: told(b) })),
  ];
}

function figureFactors({ a, b }: FigurePair, ofA: FigureCell, ofB: FigureCell): readonly Factor[] {
  const stated = ({ statistic }: Figure): string | null => (statistic === unstatedWord ? null : statistic);
  const device = ({ measuredOn }: Figure, { levels }: FigureCell): string | null =>
    measuredOn ?? levels['device'] ?? null;
  const factor = (what: string, one: string | null, other: string | null): readonly Factor[] =>
    one !== null && one === other ? [] : [{ what: `${a.name}: ${what}`, a: one, b: other }];
  return [
    ...factor('statistic', stated(a), stated(b)),
    ...factor('source', a.source, b.source),
    ...factor('measured on', device(a, ofA), device(b, ofB)),
  ];
}

/** Beyond this it would take longer than the diff. */
const pairsMost = 5_000_000;

/** Two cells that are the same but for one axis that one of them lacks. */
function wouldMeet(a: readonly FigureCell[], b: readonly FigureCell[]): Untested['wouldMeet'] {
  if (a.length * b.length > pairsMost) return [];
  const found = new Map<string, { axis: string; level: string; cells: number }>();
  for (const one of a) {
    for (const other of b) {
      const rule = missingBetween(one, other);
      if (!rule) continue;
      const id = JSON.stringify([rule.axis, rule.level]);
      found.set(id, { ...rule, cells: (found.get(id)?.cells ?? 0) + 1 });
    }
  }
  return [...found.values()].sort((one, other) => other.cells - one.cells);
}

function missingBetween(a: FigureCell, b: FigureCell): { readonly axis: string; readonly level: string } | undefined {
  let rule: { axis: string; level: string } | undefined;
  for (const axis of new Set([...Object.keys(a.levels), ...Object.keys(b.levels)])) {
    const [lacksA, lacksB] = [isLacking(a, axis), isLacking(b, axis)];
    if (!lacksA && !lacksB && a.levels[axis] === b.levels[axis]) continue;
    const level = lacksA === lacksB ? undefined : (lacksA ? b : a).levels[axis];
    if (level === undefined || level === unknownLevel || rule) return undefined;
    rule = { axis, level };
  }
  return rule;
}
