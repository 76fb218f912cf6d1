/** What `run` and `resume` have in common: a view, Ctrl-C, the summary at the end, the exit code. */
import { countStates, type Standing, standingsOf } from '#domain/cell-state.js';
import type { AttemptId, CellKey, RunSetId } from '#domain/names.js';
import type { Narrowed } from '#domain/selector.js';
import type { StopCause } from '#domain/stop-cause.js';
import type { Observer } from '#engine/world.js';
import type { ResultReader } from '#ports/result-store.js';
import { planHead } from '#report/plan-text.js';
import { planView } from '#report/plan-view.js';
import { showOf } from '#report/show.js';
import { showText } from '#report/show-text.js';
import { reservationWords } from '#wording/reservation.js';
import { type EarlyEnd, endWords, nothingToDoWords } from '#wording/run-end.js';
import { openView, type ProgressView } from './compose.js';
import { exitCodeOfRun, exitCodes } from './exit-code.js';
import { print, terminal } from './output.js';
import { createStops, type Stops } from './stops.js';
import type { Deadline } from './until.js';
import { warn } from './warn.js';

export interface FollowRequest {
  readonly store: ResultReader;
  readonly json: boolean;
  /** A resume that finds nothing to do is done; a run that measures nothing is not. */
  readonly resumed: boolean;
  /** A run of some cells of an experiment. */
  readonly narrowed?: Narrowed | null;
  /** A resume of some cells of a run set: only they count for the exit code. */
  readonly only?: ReadonlySet<CellKey>;
  readonly deadline?: Deadline;
}

export interface RunFinish {
  readonly runSet: RunSetId;
  readonly stopped: StopCause | null;
}

/** Runs `carryOut` under a view and gives the exit code; without a finish (a refusal) there is nothing to sum up. */
export async function followRun(
  request: FollowRequest,
  carryOut: (observer: Observer, stops: Stops) => Promise<RunFinish | undefined>,
): Promise<number> {
  const { store, json } = request;
  const view = await openView(store, json, request.deadline);
  const stops = createStops(process, (text) => view.note(text));
  const deeds = { count: 0 };
  try {
    const finish = await carryOut(observerOf(view, request, deeds), stops);
    if (!finish) return exitCodes.mistake;
    const because = causeOf(finish);
    const idle = request.resumed && deeds.count === 0 && because === null;
    const all = standingsOf(store.plan(finish.runSet), store.attempts(finish.runSet));
    const chosen = ({ cell }: Standing): boolean => request.only?.has(cell.key) ?? true;
    const standings = all.filter(chosen);
    const exitCode = idle ? exitCodes.done : exitCodeOfRun(standings, because);
    await view.close({ runSet: finish.runSet, stopped: because !== null, because, exitCode });
    const byState = countStates(standings);
    const waiting = waitingOf(all.filter((standing) => !chosen(standing)));
    const stopped = earlyEnd(finish, request);
    const said = { runSet: finish.runSet, stopped, byState, waiting, newest: store.runSets()[0]?.id === finish.runSet };
    if (!json && idle) print(nothingToDoWords(said));
    else if (!json) print(['', ...summaryOf(store, finish.runSet), '', ...endWords(said)]);
    return exitCode;
  } finally {
    stops.release();
    // After a bug too: the terminal is given back before anything is said about it.
    await view.close();
  }
}

function causeOf({ stopped }: RunFinish): StopCause['kind'] | null {
  return stopped?.kind ?? null;
}

function earlyEnd({ runSet, stopped }: RunFinish, { store, deadline }: FollowRequest): EarlyEnd | null {
  if (stopped?.kind === 'until') return { kind: 'until', shown: deadline?.shown ?? '' };
  return stopped?.kind === 'failed' ? { kind: 'failed', what: whatFailed(store, runSet, stopped.attempt) } : stopped;
}

function whatFailed(store: ResultReader, runSet: RunSetId, attempt: AttemptId): string {
  const work = store.attempts(runSet).find(({ id }) => id === attempt)?.work;
  if (!work) return attempt;
  const { cells, steps } = store.plan(runSet);
  if (work.kind !== 'conversion') return cells.find(({ key }) => key === work.cell)?.slug ?? attempt;
  return `conversion ${steps.find(({ key }) => key === work.step)?.conversion ?? attempt}`;
}

/** Cells that a plain resume would look at. */
function waitingOf(standings: readonly Standing[]): number {
  const { pending, partial, running, unavailable } = countStates(standings);
  return pending + partial + running + unavailable;
}

/** The view, and what is said once when the plan is known. */
function observerOf(
  view: ProgressView,
  { json, resumed, narrowed }: FollowRequest,
  deeds: { count: number },
): Observer {
  return {
    started(runSet, plan): void {
      // What came before was another run set's.
      deeds.count = 0;
      if (!json) warn(plan.warnings);
      if (!json && !resumed)
        print([...planHead(planView(plan, null, narrowed), terminal()), `run set   ${runSet.id}`, '']);
      view.started(runSet, plan);
    },
    happened(event, commands): void {
      deeds.count += commands.filter(({ kind }) => kind === 'launch' || kind === 'reconcile').length;
      view.happened(event, commands);
    },
    beat: (attempt, text) => view.beat(attempt, text),
    reserved: (news) => view.note(reservationWords(news)),
  };
}

function summaryOf(store: ResultReader, id: RunSetId): readonly string[] {
  const runSet = store.runSet(id);
  if (!runSet) return [];
  const run = {
    runSet,
    plan: store.plan(id),
    records: store.records(id),
    retired: store.retired(id),
    artifacts: store.artifacts(),
    asides: store.asides(id),
  };
  return showText(showOf(run), terminal());
}
