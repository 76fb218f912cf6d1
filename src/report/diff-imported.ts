/** `diff` where a side was imported: ratios that nothing was tested of, and everything that stands between two figures. */
import type { Alignment } from '#compare/align.js';
import type { FigureCell } from '#compare/figure.js';
import type { Factor, FigurePair, Untested } from '#compare/untested.js';
import type { RunSet } from '#domain/run-set.js';
import { axesOf } from './axes.js';

export interface ImportedDiffView {
  readonly view: 'diff-imported';
  readonly format: 1;
  readonly a: SideView;
  readonly b: SideView;
  readonly where: string | null;
  readonly alignment: Alignment;
  readonly warnings: readonly string[];
  readonly common: Readonly<Record<string, string>>;
  readonly varied: readonly string[];
  readonly rows: readonly ImportedDiffRow[];
  /** Factors that all rows share. */
  readonly factors: readonly Factor[];
  readonly only: { readonly a: readonly string[]; readonly b: readonly string[] };
  readonly wouldMeet: Untested['wouldMeet'];
}

interface SideView {
  readonly id: string;
  readonly experiment: string;
  readonly startedAt: string;
  readonly provenance: 'measured' | 'imported';
}

export interface ImportedDiffRow {
  /** There is no other: no test was made. */
  readonly verdict: 'not-testable';
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly a: CellSide;
  readonly b: CellSide;
  readonly figures: readonly FigurePair[];
  /** Beside those that all rows share. */
  readonly factors: readonly Factor[];
}

interface CellSide {
  readonly slug: string;
  readonly state: string;
  readonly caveats: readonly string[];
}

export interface ImportedDiffInput {
  readonly a: RunSet;
  readonly b: RunSet;
  readonly untested: Untested;
  readonly where: string | null;
  readonly alignment: Alignment;
  readonly warnings: readonly string[];
}

export function importedDiffOf({ a, b, untested, where, alignment, warnings }: ImportedDiffInput): ImportedDiffView {
  const shared = sharedBy(untested.rows.map(({ factors }) => factors));
  const isShared = (factor: Factor): boolean => shared.some((one) => idOf(one) === idOf(factor));
  const rows = untested.rows.map((row): ImportedDiffRow => {
    const { key, figures } = row;
    const factors = row.factors.filter((factor) => !isShared(factor));
    const { slug, levels } = row.b;
    return { verdict: 'not-testable', key, slug, levels, a: sideOf(row.a), b: sideOf(row.b), figures, factors };
  });
  const slugs = (cells: readonly FigureCell[]): readonly string[] => cells.map(({ own, slug }) => own?.slug ?? slug);
  return {
    view: 'diff-imported',
    format: 1,
    a: runSetView(a),
    b: runSetView(b),
    where,
    alignment,
    warnings,
    ...axesOf(rows.map(({ levels }) => levels)),
    rows,
    factors: shared,
    only: { a: slugs(untested.only.a), b: slugs(untested.only.b) },
    wouldMeet: untested.wouldMeet,
  };
}

function runSetView({ id, experiment, startedAt, imported }: RunSet): SideView {
  return { id, experiment, startedAt, provenance: imported ? 'imported' : 'measured' };
}

function sideOf({ own, slug, state, caveats }: FigureCell): CellSide {
  return { slug: own?.slug ?? slug, state, caveats };
}

/** Each factor that every row has. */
function sharedBy(all: readonly (readonly Factor[])[]): readonly Factor[] {
  const [first = [], ...others] = all;
  const rest = others.map((factors) => new Set(factors.map(idOf)));
  return first.filter((factor) => rest.every((ids) => ids.has(idOf(factor))));
}

function idOf({ what, a, b }: Factor): string {
  return JSON.stringify([what, a, b]);
}
