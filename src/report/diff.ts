/** `diff`: two run sets side by side. Everything that the text says stands here, so that a program reads the same. */
import type { Alignment } from '#compare/align.js';
import type { Because, Comparison, LatencyDifference, Row, Subject, VerdictKind } from '#compare/comparison.js';
import { type MeetingRule, wouldMeet } from '#compare/would-meet.js';
import { type CellStateKind, standingsOf } from '#domain/cell-state.js';
import type { CellKey } from '#domain/names.js';
import { cellLatency } from '#stats/cell-latency.js';
import { oneSided, summarySentence } from '#wording/diff.js';
import { axesOf } from './axes.js';
import type { ArmRecords } from './diff-arm.js';
import { changesOf, type PlannedSide, stepsOf } from './diff-change.js';
import { type ResolutionView, resolutionView, uncertainView } from './diff-resolution.js';
import { type SharedChange, sharedChanges } from './diff-shared.js';
import { type Reason, reasonOf } from './reason.js';
import { headOf, type RunHead } from './run-head.js';

export interface DiffInput {
  readonly comparison: Comparison;
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /** Cells of A that B was not asked for, since it was narrowed with `run --where`, and the other way round. */
  readonly outside: Outside;
  /** The selector that chose the cells. */
  readonly where: string | null;
  readonly alignment: Alignment;
  readonly failOn: readonly VerdictKind[];
  /** About how it was asked for. */
  readonly warnings: readonly string[];
}

export interface ComparedRun extends ArmRecords {
  readonly state: RunState;
}

export interface Outside {
  readonly a: number;
  readonly b: number;
}

/** `interrupted`: nobody writes, and it was never finished. */
export type RunState = 'running' | 'ended' | 'interrupted';

export interface DiffView {
  readonly view: 'diff';
  readonly format: 1;
  readonly a: RunHead & { readonly state: RunState };
  readonly b: RunHead & { readonly state: RunState };
  /** One sentence. */
  readonly summary: string;
  readonly conclusion: Conclusion;
  readonly counts: Readonly<Record<VerdictKind, number>>;
  readonly accuracyChanged: number;
  readonly sizeChanged: number;
  readonly where: string | null;
  readonly alignment: Alignment;
  readonly policy: Comparison['policy'] & { readonly failOn: readonly VerdictKind[] };
  readonly tests: number;
  readonly resolution: ResolutionView | null;
  /** The same of the rows that were tested and came to no verdict. */
  readonly uncertain: ResolutionView | null;
  readonly notApplicable: number;
  readonly outside: Outside;
  /** Rules under which removed and added cells would be compared. */
  readonly wouldMeet: readonly MeetingRule[];
  readonly warnings: readonly string[];
  /** Levels that all rows share, and axes that differ. */
  readonly common: Readonly<Record<string, string>>;
  readonly varied: readonly string[];
  readonly changes: readonly SharedChange[];
  readonly rows: readonly DiffRow[];
}

/**
 * What the exit code is made of. `found`: a verdict that `--fail-on` names. `nothing-measured`: a side has no session at
 * all. `nothing-judged`: of no cell a verdict was possible, so that a gate could not have fired.
 */
export type Conclusion = 'nothing-found' | 'found' | 'nothing-judged' | 'nothing-measured';

export interface DiffRow {
  readonly verdict: VerdictKind;
  /** After alignment. */
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly a: DiffSide | null;
  readonly b: DiffSide | null;
  readonly latency: LatencyDifference | null;
  readonly exact: Row['exact'];
  readonly because: Because | null;
}

export interface DiffSide {
  /** As its own run set calls it. */
  readonly key: string;
  readonly slug: string;
  readonly state: CellStateKind;
  readonly sessions: number;
  readonly medianNs: number | null;
  readonly reason: Reason | null;
}

export function diffOf(input: DiffInput): DiffView {
  const { comparison, a, b } = input;
  const [sideA, sideB] = [sidesOf(a), sidesOf(b)];
  const rows = comparison.rows.map((row) => rowOf(row, sideA, sideB));
  const { common, varied } = axesOf(rows.map(({ levels }) => levels));
  const tally = {
    counts: comparison.counts,
    accuracyChanged: changed(comparison, (metric) => metric.startsWith('top-')),
    sizeChanged: changed(comparison, (metric) => metric === 'model-size'),
  };
  return {
    view: 'diff',
    format: 1,
    a: { ...headOf(a.runSet, a.plan), state: a.state },
    b: { ...headOf(b.runSet, b.plan), state: b.state },
    summary: summarySentence(tally),
    conclusion: conclusionOf(input),
    ...tally,
    where: input.where,
    alignment: input.alignment,
    policy: { ...comparison.policy, failOn: input.failOn },
    tests: comparison.tests,
    resolution: resolutionView(comparison),
    uncertain: uncertainView(comparison),
    notApplicable: comparison.notApplicable,
    outside: input.outside,
    wouldMeet: wouldMeet(comparison.rows),
    warnings: [...input.warnings, ...oneSidedOf(comparison)],
    common,
    varied,
    changes: sharedChanges(
      comparison.rows.flatMap((row) => {
        const [ofA, ofB] = [row.a && sideA.planned(row.a), row.b && sideB.planned(row.b)];
        return ofA && ofB && row.b ? [{ slug: row.b.slug, changes: changesOf(row.differs, ofA, ofB) }] : [];
      }),
    ),
    rows,
  };
}

interface Sides {
  readonly planned: (subject: Subject) => PlannedSide | null;
  readonly view: (subject: Subject) => DiffSide;
}

function sidesOf(run: ComparedRun): Sides {
  const standings = new Map(standingsOf(run.plan, run.records).map((standing) => [standing.cell.key, standing]));
  const steps = stepsOf(run.plan);
  const keyOf = ({ own, key }: Subject): CellKey => own?.key ?? key;
  return {
    planned: (subject) => {
      const cell = standings.get(keyOf(subject))?.cell;
      return cell?.kind === 'run' ? { cell, steps } : null;
    },
    view: (subject) => {
      const standing = standings.get(keyOf(subject));
      return {
        key: keyOf(subject),
        slug: subject.own?.slug ?? subject.slug,
        state: subject.state,
        sessions: subject.sessions.length,
        medianNs: cellLatency(subject.sessions.map(({ medianNs }) => medianNs)).medianNs,
        reason: standing ? reasonOf(standing.state) : null,
      };
    },
  };
}

function rowOf({ verdict, key, a, b, latency, exact, because }: Row, ofA: Sides, ofB: Sides): DiffRow {
  const shown = b ?? a;
  return {
    verdict,
    key,
    slug: shown?.slug ?? '',
    levels: shown?.levels ?? {},
    a: a && ofA.view(a),
    b: b && ofB.view(b),
    latency,
    exact,
    because,
  };
}

function changed({ rows }: Comparison, is: (metric: string) => boolean): number {
  const other = rows.filter(({ exact }) =>
    exact.some(({ metric, verdict }) => is(metric) && (verdict === 'regressed' || verdict === 'improved')),
  );
  return other.length;
}

/** A gate that could not have fired must not be green, and a side that measured nothing is no regression. */
function conclusionOf({ comparison, failOn }: DiffInput): Conclusion {
  const { rows } = comparison;
  const measured = (side: 'a' | 'b'): boolean => rows.some((row) => (row[side]?.sessions.length ?? 0) > 0);
  if (!measured('a') || !measured('b')) return 'nothing-measured';
  if (rows.some(({ verdict }) => failOn.includes(verdict))) return 'found';
  return rows.some(isJudged) ? 'nothing-found' : 'nothing-judged';
}

/** Inconclusive counts when a test was made: it could have found something. */
function isJudged({ verdict, latency }: Row): boolean {
  const decided: readonly VerdictKind[] = ['regressed', 'improved', 'same', 'newly-failing', 'fixed'];
  return decided.includes(verdict) || (verdict === 'inconclusive' && latency !== null && latency.p !== null);
}

const fewestOneSided = 3;

function oneSidedOf({ rows }: Comparison): readonly string[] {
  const untouched = rows.filter(({ differs }) => differs.parts.length === 0);
  const count = (kind: VerdictKind): number => untouched.filter(({ latency }) => latency?.verdict === kind).length;
  const [slower, faster] = [count('regressed'), count('improved')];
  if (slower >= fewestOneSided && faster === 0) return [oneSided('slower', slower)];
  if (faster >= fewestOneSided && slower === 0) return [oneSided('faster', faster)];
  return [];
}
