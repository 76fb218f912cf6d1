/** What is known of the check of a cell's model: its numbers, or why there are none. */
import type { Passed } from '#domain/answers.js';
import { latestTries } from '#domain/cell-state.js';
import type { PlannedStep, Route } from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
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
  readonly numbers: Passed['numbers'];
  /** When they were found, in another run set; null: in this one, or never. */
  readonly madeAt: string | null;
}

interface Rows {
  readonly records: readonly AttemptRecord[];
  readonly artifacts: readonly ArtifactRecord[];
}

/** Null: nothing is converted. */
export function checkOf(route: Route, steps: readonly PlannedStep[], { records, artifacts }: Rows): CheckView | null {
  const check = steps.find(({ key }) => key === route.check);
  const against = check?.answer?.against;
  if (check && against) {
    const attempt = latest(records, check.key);
    const reference = steps.find(({ key }) => key === against.step)?.toolchain ?? null;
    const state = attempt?.outcome ? stateOf(attempt.outcome) : withoutAttempt(check, latest(records, against.step));
    return { ...state, reference, limits: against.limits, ...foundOf(check, attempt, artifacts) };
  }
  // What is built is the source itself.
  const converts = route.steps.some((key) => steps.find((step) => step.key === key)?.from.kind !== 'nothing');
  if (!converts) return null;
  const because = route.unchecked ?? null;
  return { state: 'unchecked', because, reference: null, limits: null, numbers: [], madeAt: null };
}

/** Where it came from the cache: what was said when it was put there. */
function foundOf(
  check: PlannedStep,
  attempt: AttemptRecord | undefined,
  artifacts: Rows['artifacts'],
): Pick<CheckView, 'numbers' | 'madeAt'> {
  const numbers = numbersOf(attempt);
  const before = numbers.length > 0 ? undefined : passedOf(check, attempt, artifacts);
  return before ? { numbers: before.numbers, madeAt: before.at } : { numbers, madeAt: null };
}

function numbersOf(attempt: AttemptRecord | undefined): CheckView['numbers'] {
  return attempt?.metrics.map(({ name, value, count }) => ({ name, value, items: count ?? null })) ?? [];
}

function passedOf(
  { key, cache }: PlannedStep,
  attempt: AttemptRecord | undefined,
  artifacts: Rows['artifacts'],
): Passed | undefined {
  const found = attempt?.files.find(({ role }) => role === 'artifact')?.digest;
  const isIt = ({ key: artifact, step, made }: ArtifactRecord): boolean =>
    attempt === undefined
      ? cache.kind === 'hit' && artifact === cache.artifact
      : step === key && made.kind === 'bytes' && made.digest === found;
  return artifacts.find(isIt)?.checked;
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
