/** Two run sets → one row for each cell, each with a verdict. Which verdict: the tables of `pairing.ts` and `judge.ts`. */
import { byCodeUnit } from '#core/canonical-json.js';
import { present } from '#core/invariant.js';
import { benjaminiHochberg } from '#stats/benjamini-hochberg.js';
import { differsOf } from './comparability.js';
import type { Arm, ComparePolicy, Comparison, Row, VerdictKind } from './comparison.js';
import { verdictKinds } from './comparison.js';
import { type Draft, draftOf, judge } from './judge.js';
import { pairingOf, standingOf } from './pairing.js';
import { resolutionOf } from './resolution.js';

/** Arms after `align`. Total: whatever was measured or not, every cell that applies on some side has one row. */
export function compare(a: Arm, b: Arm, policy: ComparePolicy): Comparison {
  const pairs = pairsOf(a, b);
  const drafts = pairs.flatMap((pair) => prepared(pair, policy));
  // One family over the whole diff; a family for each table would let accidents through (see docs/measurement.md).
  const tested = drafts.filter((draft) => pOf(draft) !== null);
  const qs = benjaminiHochberg(tested.flatMap((draft) => pOf(draft) ?? []));
  const qOf = new Map(tested.map((draft, at) => [draft, qs[at] ?? null]));
  const rows = drafts.map((draft) => rowOf(draft, qOf.get(draft) ?? null, policy)).sort(inOrder);
  return {
    a: a.runSet,
    b: b.runSet,
    rows,
    counts: countsOf(rows),
    notApplicable: pairs.length - rows.length,
    tests: tested.length,
    resolution: resolutionOf(rows, policy),
    policy,
  };
}

type Pair = Pick<Row, 'key' | 'a' | 'b'>;

/** A row that waits for the q of its test; one that needs none is done. */
type Prepared =
  | { readonly kind: 'done'; readonly row: Row }
  | { readonly kind: 'by-numbers'; readonly row: Pair & Pick<Row, 'differs'>; readonly draft: Draft };

function pairsOf(a: Arm, b: Arm): readonly Pair[] {
  const ofA = new Map(a.subjects.map((subject) => [subject.key, subject]));
  const ofB = new Set(b.subjects.map(({ key }) => key));
  return [
    ...b.subjects.map((subject) => ({ key: subject.key, a: ofA.get(subject.key) ?? null, b: subject })),
    ...a.subjects.filter(({ key }) => !ofB.has(key)).map((subject) => ({ key: subject.key, a: subject, b: null })),
  ];
}

function prepared(pair: Pair, { allow }: ComparePolicy): readonly Prepared[] {
  const { a, b } = pair;
  const pairing = pairingOf(standingOf(a), standingOf(b));
  if (pairing === 'no-row') return [];
  const differs = a && b ? differsOf(a, b) : { parts: [], environment: [] };
  if (pairing === 'by-numbers') {
    const draft = draftOf(present(a, 'a side with numbers'), present(b, 'a side with numbers'), { differs, allow });
    return [{ kind: 'by-numbers', row: { ...pair, differs }, draft }];
  }
  const because = pairing === 'inconclusive' ? ({ kind: 'unfinished', sides: unfinished(pair) } as const) : null;
  return [{ kind: 'done', row: { verdict: pairing, ...pair, latency: null, exact: [], differs, because } }];
}

function unfinished(pair: Pair): readonly ('a' | 'b')[] {
  return (['a', 'b'] as const).filter((side) => standingOf(pair[side]) === 'unfinished');
}

function pOf(prepared: Prepared): number | null {
  return prepared.kind === 'by-numbers' ? (prepared.draft.latency?.p ?? null) : null;
}

function rowOf(prepared: Prepared, q: number | null, policy: ComparePolicy): Row {
  if (prepared.kind === 'done') return prepared.row;
  return { ...prepared.row, ...judge(prepared.draft, q, policy) };
}

const rankOf = new Map(verdictKinds.map((kind, at) => [kind, at]));

function inOrder(one: Row, other: Row): number {
  const byVerdict = (rankOf.get(one.verdict) ?? 0) - (rankOf.get(other.verdict) ?? 0);
  return byVerdict || effectOf(other) - effectOf(one) || byCodeUnit(slugOf(one), slugOf(other));
}

/** Twice as slow is as large an effect as twice as fast. */
function effectOf({ latency }: Row): number {
  return latency ? Math.abs(Math.log(latency.ratio)) : 0;
}

function slugOf({ a, b }: Row): string {
  return (b ?? a)?.slug ?? '';
}

function countsOf(rows: readonly Row[]): Comparison['counts'] {
  const counts: Record<VerdictKind, number> = {
    'newly-failing': 0,
    regressed: 0,
    improved: 0,
    fixed: 0,
    added: 0,
    removed: 0,
    'not-comparable': 0,
    inconclusive: 0,
    same: 0,
    'both-failing': 0,
  };
  for (const { verdict } of rows) counts[verdict]++;
  return counts;
}
