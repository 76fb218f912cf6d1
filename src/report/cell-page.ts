/** `show CELL`: one cell with all its attempts, also those that do not count, their metrics, files and environments. */

import type { Environment, EnvironmentFacts } from '#domain/board.js';
import { standingOf } from '#domain/cell-state.js';
import type { KeptFile } from '#domain/event.js';
import type { Metric } from '#domain/metric.js';
import { outOf } from '#domain/out-of-boards.js';
import type { Plan, PlannedCell } from '#domain/plan.js';
import type { AttemptRecord, SupersededRecord } from '#domain/record.js';
import { neededBy } from '#domain/route-steps.js';
import { describeStanding, outlookOf } from '#wording/cell-state.js';
import { describeFailure } from '#wording/failure.js';
import { describeOutcome } from '#wording/outcome.js';
import { bytesByStep, type CellView, type RunRecords, recordsOf, viewOf } from './cell-view.js';
import { type CheckView, checkOf } from './check.js';
import { conversionsByStep } from './conversions.js';
import { convertedByStep } from './converted.js';
import { type Reason, reasonsOf } from './reason.js';
import { headOf, type RunHead } from './run-head.js';
import { workOf } from './status.js';

export interface CellPage {
  readonly view: 'cell';
  readonly format: 1;
  readonly runSet: RunHead;
  readonly cell: CellView;
  /** `measured 3 of 3`. */
  readonly standing: string;
  readonly resume: { readonly again: 'yes' | 'if-asked' | 'no'; readonly why: string };
  /** Of what the conversions gave; null: nothing is converted. */
  readonly check: CheckView | null;
  readonly attempts: readonly AttemptView[];
  readonly environments: readonly { readonly digest: string; readonly facts: EnvironmentFacts }[];
}

export interface AttemptView {
  readonly attempt: string;
  readonly work: string;
  readonly try: number;
  readonly board: string;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'open' | 'succeeded' | 'unsupported' | 'failed' | 'invalid' | 'cancelled';
  readonly words: string;
  readonly reasons: readonly Reason[];
  /** False for attempts at another recipe: kept, not counted. */
  readonly ofThisFingerprint: boolean;
  /** Why it does not count although it was measured: its cell was begun anew, whole, on another board. */
  readonly superseded: string | null;
  readonly metrics: readonly Metric[];
  readonly files: readonly KeptFile[];
  readonly environment: string | null;
}

export interface CellPageInput extends RunRecords {
  readonly cell: PlannedCell;
  readonly environments: readonly Environment[];
  readonly superseded: readonly SupersededRecord[];
}

export function cellPageOf(input: CellPageInput): CellPage {
  const { cell, plan } = input;
  const own = input.records.filter(({ work }) => work.kind !== 'conversion' && work.cell === cell.key);
  const conversions = conversionsByStep(input.records);
  const out = outOf(input.asides ?? [], plan.steps, conversions);
  const standing = standingOf(cell, own, { conversions, out });
  return {
    view: 'cell',
    format: 1,
    runSet: headOf(input.runSet, plan),
    cell: viewOf(recordsOf(standing, own), bytesByStep(input), convertedByStep(input)),
    standing: describeStanding(standing),
    resume: outlookOf(standing),
    check: cell.kind === 'run' ? checkOf(cell.measurement.route, plan.steps, input) : null,
    attempts: [...input.superseded.map((record) => supersededView(record, plan)), ...attemptsOf(input, own)],
    environments: input.environments.map(({ digest, facts }) => ({ digest, facts })),
  };
}

/** The conversions that the cell waits for come first: without them nothing of its own is tried. */
function attemptsOf({ cell, plan, records }: CellPageInput, own: readonly AttemptRecord[]): readonly AttemptView[] {
  if (cell.kind !== 'run') return own.map((record) => attemptView(record, workOf(record.work, plan), false));
  const { route, fingerprint } = cell.measurement;
  const needed = neededBy(route, plan.steps);
  const conversions = records.filter(({ work }) => work.kind === 'conversion' && needed.has(work.step));
  return [...conversions, ...own].map((record) => {
    const counts = record.work.kind === 'conversion' || record.work.fingerprint === fingerprint;
    return attemptView(record, workOf(record.work, plan), counts);
  });
}

/** Older than all that counts: its cell begins anew only when the board is given up. */
function supersededView(record: SupersededRecord, plan: Plan): AttemptView {
  const why = describeFailure(record.superseded).headline;
  return { ...attemptView(record, workOf(record.work, plan), false), superseded: why };
}

function attemptView(record: AttemptRecord, work: string, ofThisFingerprint: boolean): AttemptView {
  return {
    attempt: record.id,
    work,
    try: record.try,
    board: record.board,
    openedAt: record.openedAt,
    endedAt: record.endedAt ?? null,
    outcome: record.outcome?.kind ?? 'open',
    words: describeOutcome(record.outcome),
    reasons: reasonsOf(record.outcome),
    ofThisFingerprint,
    superseded: null,
    metrics: record.metrics,
    files: record.files,
    environment: record.environment,
  };
}
