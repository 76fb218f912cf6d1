/** What must hold of conversions and their checks: nothing is done twice, and nothing is measured that was not proved. */
import { digestOf } from '#core/digest.js';
import type { Attempt, Work } from '#domain/attempt.js';
import type { BoardId, RunSetId, StepKey } from '#domain/names.js';
import type { Plan, PlannedStep, RunCell } from '#domain/plan.js';
import { needsOf, stepsOf } from '#domain/route-steps.js';
import type { Evidence } from './laws.js';
import { kernels } from './question.js';

interface Open {
  readonly runSet: RunSetId;
  readonly attempt: Attempt;
}
type Converting = Extract<Work, { kind: 'conversion' }>;

/** Told without the schedule's help: what hangs on a kernel itself, or was made from what does, is one for each kernel. */
function classOf(key: StepKey, board: BoardId, { steps }: Plan): string {
  const hangs = (step: PlannedStep | undefined): boolean =>
    step !== undefined &&
    step.where !== 'builder' &&
    ((step.target ?? []).includes('kernel') || needsOf(step).some((need) => hangs(stepIn(steps, need))));
  return hangs(stepIn(steps, key)) ? `${key} ${kernels.get(board) ?? 'usual'}` : key;
}

function stepIn(steps: readonly PlannedStep[], key: StepKey): PlannedStep | undefined {
  return steps.find((step) => step.key === key);
}

/** All attempts of a run set at the same as this: for boards with equal facts. */
function alike(key: StepKey, board: BoardId, plan: Plan, attempts: readonly Attempt[]): readonly Attempt[] {
  const own = classOf(key, board, plan);
  return attempts.filter(
    ({ work, board: other }) => work.kind === 'conversion' && work.step === key && classOf(key, other, plan) === own,
  );
}

/** When a converter begins: nobody does the same, and nobody has done it, unless its bytes are lost. */
export function brokenTwice({ runSet, attempt }: Open, evidence: Evidence): string[] {
  const { store, disk } = evidence;
  const plan = store.plan(runSet);
  const { step } = attempt.work as Converting;
  const others = alike(step, attempt.board, plan, store.attempts(runSet)).filter(({ id }) => id !== attempt.id);
  const isSound = (other: Attempt): boolean => {
    const record = store.conversions(runSet).find(({ id }) => id === other.id);
    const file = record?.files.find(({ role }) => role === 'artifact');
    const content = file && disk.files.get(file.path);
    return content !== undefined && digestOf(content) === file?.digest;
  };
  return others.flatMap((other) => {
    const { outcome, id, endedAt } = other;
    // It may be done elsewhere while nobody knows whether it still runs.
    if (!outcome)
      return isDoubted(runSet, [other, attempt], evidence) ? [] : [`${attempt.id} and ${id} do the same at once`];
    // A launch that was on its way for long begins when others have done its work.
    if (endedAt === undefined || endedAt > attempt.openedAt) return [];
    if (outcome.kind === 'succeeded') return isSound(other) ? [`${attempt.id} does again what ${id} has made`] : [];
    const isForGood = outcome.kind === 'unsupported' || isOfItself(other);
    return isForGood ? [`${attempt.id} tries again what ${id} proved not to work`] : [];
  });
}

function isOfItself({ outcome }: Attempt): boolean {
  return outcome?.kind === 'failed' && outcome.failure.class !== 'infrastructure';
}

/** Silent once, or on a board that was given up. */
function isDoubted(runSet: RunSetId, attempts: readonly Attempt[], { store }: Evidence): boolean {
  const aside = new Set(store.asides(runSet).map(({ board }) => board));
  if (attempts.some(({ board }) => aside.has(board))) return true;
  const silences = store.journal(runSet, -1).filter(({ kind }) => kind === 'silent');
  return silences.some(({ body }) => attempts.some(({ id }) => JSON.stringify(body).includes(`"${id}"`)));
}

/** When a measurement begins: its route is made and checked, for a board like this one, and was not found wrong. */
export function brokenSession({ runSet, attempt: { id, work, board } }: Open, { store }: Evidence): string[] {
  const plan = store.plan(runSet);
  const cell = plan.cells.find(({ key }) => work.kind !== 'conversion' && key === work.cell);
  // Of an earlier plan.
  if (cell?.kind !== 'run') return [];
  const { steps, check } = cell.measurement.route;
  const told: Told = { store, runSet, plan, board, attempts: store.attempts(runSet) };
  const missing = steps.filter((step) => !isMade(step, told)).map((step) => `${id} begins before ${step} is made`);
  const broken = check === undefined ? undefined : brokenCheck(check, told);
  return broken === undefined ? missing : [...missing, `${id} ${broken}`];
}

interface Told extends Pick<Evidence, 'store'> {
  readonly runSet: RunSetId;
  readonly plan: Plan;
  readonly board: BoardId;
  readonly attempts: readonly Attempt[];
}

function isMade(step: StepKey, { plan, board, attempts }: Told): boolean {
  const own = alike(step, board, plan, attempts);
  return stepIn(plan.steps, step)?.cache.kind === 'hit' || own.some(({ outcome }) => outcome?.kind === 'succeeded');
}

function brokenCheck(check: StepKey, told: Told): string | undefined {
  const { plan, board, attempts } = told;
  const outcomes = alike(check, board, plan, attempts).map(({ outcome }) => outcome);
  if (outcomes.some(isBad)) return 'measures what changed the answer';
  if (isMade(check, told) || outcomes.some((outcome) => outcome?.kind === 'invalid')) return undefined;
  const against = stepIn(plan.steps, check)?.answer?.against?.step;
  // Nobody could answer for the source: there is nothing to compare with.
  const isHopeless = against !== undefined && !isMade(against, told) && wasTried(against, told);
  return isHopeless ? undefined : 'begins before its check is made';
}

function isBad(outcome: Attempt['outcome']): boolean {
  return outcome?.kind === 'failed' && outcome.failure.code === 'conversion/changed-answer';
}

/** In vain, or by nobody: those who could are given up, or are known to refuse it. */
function wasTried(key: StepKey, { plan, attempts, runSet, store }: Told): boolean {
  const step = stepIn(plan.steps, key);
  if (!step || step.cache.kind === 'refused') return true;
  const aside = new Set(store.asides(runSet).map(({ board }) => board));
  if (step.boards.every((board) => aside.has(board))) return true;
  const own = attempts.filter(({ work }) => work.kind === 'conversion' && work.step === key);
  return own.some(({ outcome }) => outcome !== undefined && outcome.kind !== 'cancelled');
}

interface Planned {
  readonly cell: RunCell;
  readonly plan: Plan;
}

/**
 * At the end: whether its check had a reference and could not come to a good end. What such a cell may have measured is
 * judged when it begins.
 */
export function isCheckedBad({ cell, plan }: Planned, attempts: readonly Attempt[], evidence: Evidence): boolean {
  const { check } = cell.measurement.route;
  const against = check === undefined ? undefined : stepIn(plan.steps, check)?.answer?.against?.step;
  if (check === undefined || against === undefined || evidence.fateOf(check) === 'measures') return false;
  const step = stepIn(plan.steps, against);
  const answered = attempts.some(
    ({ work, outcome }) => work.kind === 'conversion' && work.step === against && outcome?.kind === 'succeeded',
  );
  return step?.cache.kind === 'hit' || answered;
}

/** At the end: a cell whose check was bad says so of itself, and nothing of it counts. */
export function brokenVerdicts(plan: Plan, attempts: readonly Attempt[]): string[] {
  return plan.cells.flatMap((cell) => {
    if (cell.kind !== 'run') return [];
    const mine = attempts.filter(({ work }) => work.kind !== 'conversion' && work.cell === cell.key);
    const steps = stepsOf(cell.measurement.route);
    const bad = attempts.filter(
      ({ work, outcome }) => work.kind === 'conversion' && steps.includes(work.step) && isBad(outcome),
    );
    return bad.flatMap((check) =>
      mine
        .filter(({ board, openedAt }) => {
          const key = (check.work as Converting).step;
          return classOf(key, board, plan) === classOf(key, check.board, plan) && openedAt >= (check.endedAt ?? '');
        })
        .map(({ id }) => `${id} is of a cell that ${check.id} proved wrong`),
    );
  });
}
