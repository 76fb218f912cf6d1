/**
 * What has become of a cell, derived from its plan and its attempts and stored nowhere. Total: every planned cell with
 * any attempts has exactly one state. Attempts of another fingerprint are history and do not count.
 */
import { exhaustive } from '#core/invariant.js';
import { isPlannedPart, type Parts, partName, whollyCounted } from './accuracy.js';
import type { Attempt, Work } from './attempt.js';
import type { Failure } from './failure.js';
import type { BoardId, CellKey, Fingerprint, StepKey } from './names.js';
import { allOut, nobodyOut, type Out, outOf } from './out-of-boards.js';
import type { Doubt, Outcome } from './outcome.js';
import type { Plan, PlannedCell } from './plan.js';
import type { BoardAside } from './recovery.js';
import { stepsOf } from './route-steps.js';

export const cellStateKinds = [
  'measured',
  'partial',
  'running',
  'pending',
  'invalid',
  'failed',
  'blocked',
  'unsupported',
  'unavailable',
  'not-applicable',
] as const;
export type CellStateKind = (typeof cellStateKinds)[number];

export type CellState =
  /** All sessions accepted. */
  | { readonly kind: 'measured' }
  /** Some sessions accepted; `last` is what the newest other attempt failed of, if one did. */
  | { readonly kind: 'partial'; readonly last: Failure | null }
  | { readonly kind: 'running' | 'pending' }
  | { readonly kind: 'invalid'; readonly doubts: readonly Doubt[] }
  | { readonly kind: 'failed' | 'unsupported' | 'unavailable' | 'not-applicable'; readonly because: Failure }
  /** A conversion that it needs failed (`step`), or its boards or builders are all given up: every resume looks at them again. */
  | { readonly kind: 'blocked'; readonly step?: StepKey; readonly because: Failure };

/** The accuracy step is counted apart: it never makes a cell measured and never takes that away. */
export type AccuracyState = 'not-planned' | 'done' | 'running' | 'pending' | 'failed';

/** Where a cell stands, whichever cell it is: most of a run set can be said of many cells at once. */
export interface Place {
  readonly state: CellState;
  readonly sessions: { readonly accepted: number; readonly planned: number };
  readonly accuracy: AccuracyState;
}

export interface Standing extends Place {
  readonly cell: PlannedCell;
}

/** All that the place of a planned cell depends on, beside its attempts. */
export type PlaceFacts =
  | {
      readonly kind: 'run';
      readonly sessions: number;
      readonly fingerprint: Fingerprint;
      /** Whether accuracy is planned. */
      readonly counted: boolean;
      readonly parts?: Parts;
      readonly steps: readonly StepKey[];
      readonly boards: readonly BoardId[];
    }
  | { readonly kind: Exclude<PlannedCell['kind'], 'run'>; readonly because: Failure };
type RunFacts = Extract<PlaceFacts, { kind: 'run' }>;

export function placeFactsOf(cell: PlannedCell): PlaceFacts {
  if (cell.kind !== 'run') return { kind: cell.kind, because: cell.because };
  const { fingerprint, accuracy, route } = cell.measurement;
  const facts = {
    kind: 'run',
    sessions: cell.sessions,
    fingerprint,
    steps: stepsOf(route),
    boards: cell.boards,
  } as const;
  return { ...facts, counted: accuracy !== null, parts: accuracy?.parts };
}

/** One standing per planned cell, in the order of the plan. Linear in cells plus attempts. */
export function standingsOf(
  plan: Plan,
  attempts: readonly Attempt[],
  asides: readonly BoardAside[] = [],
): readonly Standing[] {
  const ofCell = new Map<CellKey, Attempt[]>();
  const ofStep = new Map<StepKey, Attempt[]>();
  for (const attempt of attempts) {
    if (attempt.work.kind === 'conversion') push(ofStep, attempt.work.step, attempt);
    else push(ofCell, attempt.work.cell, attempt);
  }
  const waitedFor = { conversions: ofStep, out: outOf(asides, plan.steps, ofStep) };
  return plan.cells.map((cell) => standingOf(cell, ofCell.get(cell.key) ?? [], waitedFor));
}

/** What cells wait for that is not their own. */
export interface WaitedFor {
  readonly conversions: ReadonlyMap<StepKey, readonly Attempt[]>;
  /** Absent: nobody asks for it. */
  readonly out?: Out;
}

export function standingOf(cell: PlannedCell, attempts: readonly Attempt[], waitedFor: WaitedFor): Standing {
  return { cell, ...placeOf(placeFactsOf(cell), attempts, waitedFor) };
}

export function placeOf(
  cell: PlaceFacts,
  attempts: readonly Attempt[],
  { conversions, out = nobodyOut }: WaitedFor,
): Place {
  if (cell.kind !== 'run') {
    const state = { kind: cell.kind, because: cell.because };
    return { state, sessions: { accepted: 0, planned: 0 }, accuracy: 'not-planned' };
  }
  const latest = latestTries(current(cell, attempts));
  // Sessions beyond the plan (it once asked for more) stay stored and are no part of "k of n".
  const accepted = latest.filter(
    (a) => a.work.kind === 'session' && a.work.ordinal <= cell.sessions && a.outcome?.kind === 'succeeded',
  ).length;
  const state = stateOf(cell, { latest, accepted, conversions, out });
  return { state, sessions: { accepted, planned: cell.sessions }, accuracy: accuracyOf(cell, latest) };
}

/** How many cells are in each state; all states are there, with zero where none is. */
export function countStates(standings: readonly Standing[]): Readonly<Record<CellStateKind, number>> {
  const counts: Record<CellStateKind, number> = {
    measured: 0,
    partial: 0,
    running: 0,
    pending: 0,
    invalid: 0,
    failed: 0,
    blocked: 0,
    unsupported: 0,
    unavailable: 0,
    'not-applicable': 0,
  };
  for (const standing of standings) counts[standing.state.kind]++;
  return counts;
}

interface Facts {
  readonly latest: readonly Attempt[];
  readonly accepted: number;
  readonly conversions: ReadonlyMap<StepKey, readonly Attempt[]>;
  readonly out: Out;
}

/** The order of the questions is the meaning: doubt outweighs completeness, completeness outweighs a late refusal. */
function stateOf(cell: RunFacts, { latest, accepted, conversions, out }: Facts): CellState {
  const outcomes = latest.flatMap((attempt) => (attempt.outcome ? [attempt.outcome] : []));
  const doubted = outcomes.find((outcome) => outcome.kind === 'invalid');
  if (doubted) return { kind: 'invalid', doubts: doubted.doubts };
  if (accepted >= cell.sessions) return { kind: 'measured' };
  const refused = outcomes.find((outcome) => outcome.kind === 'unsupported');
  if (refused) return { kind: 'unsupported', because: refused.failure };
  if (latest.some((attempt) => !attempt.outcome)) return { kind: 'running' };
  const failed = outcomes.findLast((outcome) => outcome.kind === 'failed');
  const open = accepted > 0 ? partial(failed?.failure ?? null) : failed ? failedOf(failed) : pending;
  const waiting = waitingOf(cell, latest);
  return onBoards(onRoute(open, waiting, conversions), waiting, out);
}

const pending: CellState = { kind: 'pending' };

function partial(last: Failure | null): CellState {
  return { kind: 'partial', last };
}

function failedOf({ failure }: Extract<Outcome, { kind: 'failed' }>): CellState {
  return { kind: 'failed', because: failure };
}

/** What a cell that is not done waits for: conversions, on one of these boards. */
export interface Waiting {
  readonly steps: readonly StepKey[];
  readonly boards: readonly BoardId[];
  /** All that could take it, if it is given up where it has begun; absent: the same. */
  readonly pool?: readonly BoardId[];
}

/** A cell keeps the board on which it has begun, as long as that is not given up. */
export function waitingOf(cell: PlaceFacts, attempts: readonly Attempt[]): Waiting {
  if (cell.kind !== 'run') return { steps: [], boards: [] };
  const begun = current(cell, attempts).find(({ outcome }) => !outcome || outcome.kind === 'succeeded');
  if (!begun) return { steps: cell.steps, boards: cell.boards };
  const others = cell.boards.filter((board) => board !== begun.board);
  const boards = [begun.board];
  return { steps: cell.steps, boards, ...(others.length > 0 ? { pool: [...boards, ...others] } : {}) };
}

/**
 * What conversions mean for a cell that waits, as far as its own attempts say: a converter that refused for good makes it
 * unsupported, one that failed blocks it, one that changed the answer fails it, and what has begun is never finished.
 */
export function onRoute(
  own: CellState,
  { steps, boards }: Waiting,
  conversions: ReadonlyMap<StepKey, readonly Attempt[]>,
): CellState {
  if (own.kind !== 'pending' && (own.kind !== 'partial' || own.last !== null)) return own;
  for (const step of steps) {
    const outcome = lastWord(conversions.get(step) ?? [], boards);
    if (outcome === undefined) continue;
    if (own.kind === 'partial') return partial(outcome.failure);
    if (outcome.kind === 'unsupported') return { kind: 'unsupported', because: outcome.failure };
    // What was converted is there, and proved wrong: that is said of the cell itself, and of nothing that it waits for.
    if (outcome.failure.code === 'conversion/changed-answer') return { kind: 'failed', because: outcome.failure };
    return { kind: 'blocked', step, because: outcome.failure };
  }
  return own;
}

/** What boards and builders that are given up mean for it. */
export function onBoards(own: CellState, { steps, boards, pool = boards }: Waiting, out: Out): CellState {
  if (out.boards.size === 0) return own;
  const waits = own.kind === 'pending' || (own.kind === 'partial' && own.last?.class !== 'deterministic');
  if (!waits) return own;
  const step = steps.find((key) => out.steps.has(key));
  const because = allOut(pool, out.boards) ?? (step === undefined ? undefined : out.steps.get(step));
  return because ? { kind: 'blocked', because } : own;
}

type Refused = Extract<Outcome, { kind: 'unsupported' | 'failed' }>;

/**
 * Of the boards of the cell if they tried themselves, otherwise of those that tried for them; a builder's counts for all.
 * Undefined: it was made, or it is not decided.
 */
function lastWord(attempts: readonly Attempt[], boards: readonly BoardId[]): Refused | undefined {
  const latest = latestTries(attempts);
  const own = latest.filter(({ work, board }) => isForAll(work) || boards.includes(board));
  const outcomes = (own.length > 0 ? own : latest).map(({ outcome }) => outcome);
  const refusals = outcomes.filter((outcome) => outcome?.kind === 'unsupported' || outcome?.kind === 'failed');
  return refusals.length === outcomes.length ? refusals.at(-1) : undefined;
}

function isForAll(work: Work): boolean {
  return work.kind === 'conversion' && work.on === undefined;
}

function accuracyOf(cell: RunFacts, latest: readonly Attempt[]): AccuracyState {
  if (!cell.counted) return 'not-planned';
  const succeeded = latest.filter(({ outcome }) => outcome?.kind === 'succeeded');
  if (whollyCounted(succeeded, cell.parts).length > 0) return 'done';
  const others = latest.filter(({ work, outcome }) => work.kind === 'accuracy' && outcome?.kind !== 'succeeded');
  const states = others.map(({ outcome }) => (outcome ? endedAccuracy(outcome) : 'running'));
  return (['running', 'failed'] as const).find((state) => states.includes(state)) ?? 'pending';
}

function endedAccuracy(outcome: Outcome): 'pending' | 'failed' {
  switch (outcome.kind) {
    // One part of several.
    case 'succeeded':
    case 'cancelled':
      return 'pending';
    case 'failed':
    case 'unsupported':
    case 'invalid':
      return 'failed';
    default:
      return exhaustive(outcome);
  }
}

/** Of this recipe, and of the parts that are planned now; a whole count is accepted whatever is planned. */
function current({ fingerprint, parts }: RunFacts, attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ work, outcome }) => {
    if (work.kind === 'conversion' || work.fingerprint !== fingerprint) return false;
    if (work.kind !== 'accuracy' || isPlannedPart(work, parts)) return true;
    return work.part === undefined && outcome?.kind === 'succeeded';
  });
}

/** Only the highest try of each piece of work speaks; the earlier ones are its history. */
export function latestTries<T extends Attempt>(attempts: readonly T[]): readonly T[] {
  const latest = new Map<string, T>();
  for (const attempt of attempts) {
    const name = nameOf(attempt);
    const before = latest.get(name);
    if (!before || attempt.try >= before.try) latest.set(name, attempt);
  }
  return [...latest.values()];
}

/** Within one cell and fingerprint, or one step, this names the work without hashing it. */
function nameOf({ work }: Attempt): string {
  if (work.kind === 'session') return `session ${work.ordinal}`;
  return work.kind === 'accuracy' ? partName(work.part) : `conversion ${work.on ?? ''}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
