/** What is known of the check of a cell's model: its numbers, or why there are none. */
import { latestTries } from '#domain/cell-state.js';
import type { PlannedStep, Route } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { CheckLimits } from '#domain/toolchain.js';
import type { CheckState } from '#wording/check.js';
import { describeFailure } from '#wording/failure.js';
import { describeDoubt } from '#wording/outcome.js';

export interface CheckView {
  readonly state: CheckState;
  /** Of `unchecked`, a stable word (see `uncheckedReasons`); of others, words. */
  readonly because: string | null;
  /** Who answered for the source. */
  readonly reference: string | null;
  readonly limits: Required<CheckLimits> | null;
  readonly numbers: readonly { readonly name: string; readonly value: number | null; readonly items: number | null }[];
}

/** Null: nothing is converted. */
export function checkOf(
  route: Route,
  steps: readonly PlannedStep[],
  records: readonly AttemptRecord[],
): CheckView | null {
  const check = steps.find(({ key }) => key === route.check);
  const against = check?.answer?.against;
  if (check && against) {
    const attempt = latest(records, check.key);
    const numbers = numbersOf(attempt);
    const reference = steps.find(({ key }) => key === against.step)?.toolchain ?? null;
    const state = attempt?.outcome ? stateOf(attempt.outcome) : withoutAttempt(check, latest(records, against.step));
    return { ...state, reference, limits: against.limits, numbers };
  }
  // What is built is the source itself.
  const converts = route.steps.some((key) => steps.find((step) => step.key === key)?.from.kind !== 'nothing');
  if (!converts) return null;
  return { state: 'unchecked', because: route.unchecked ?? null, reference: null, limits: null, numbers: [] };
}

function numbersOf(attempt: AttemptRecord | undefined): CheckView['numbers'] {
  return attempt?.metrics.map(({ name, value, count }) => ({ name, value, items: count ?? null })) ?? [];
}

/** Known from before, or waiting; or nobody ever answered for the source. */
function withoutAttempt({ cache }: PlannedStep, reference: AttemptRecord | undefined): State {
  if (cache.kind === 'hit') return { state: 'good-before', because: null };
  const outcome = reference?.outcome;
  return outcome?.kind === 'failed' || outcome?.kind === 'unsupported'
    ? { state: 'no-answers', because: describeFailure(outcome.failure).headline }
    : { state: 'pending', because: null };
}

type State = Pick<CheckView, 'state' | 'because'>;

function latest(records: readonly AttemptRecord[], step: string): AttemptRecord | undefined {
  return latestTries(records.filter(({ work }) => work.kind === 'conversion' && work.step === step)).at(-1);
}

function stateOf(outcome: NonNullable<AttemptRecord['outcome']>): State {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'good', because: null };
    case 'failed':
    case 'unsupported': {
      const state = outcome.failure.code === 'conversion/changed-answer' ? 'bad' : 'no-answers';
      return { state, because: describeFailure(outcome.failure).headline };
    }
    case 'invalid':
      return { state: 'no-answers', because: outcome.doubts.map((doubt) => describeDoubt(doubt).headline).join('; ') };
    case 'cancelled':
      return { state: 'pending', because: null };
  }
}
