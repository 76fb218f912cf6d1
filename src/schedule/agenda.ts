/**
 * What is still to be done, in the order of the plan: which piece of work a free board takes next, and what an outcome
 * means for the rest. Cells stay in the plan; the agenda holds cursors and what is active.
 */
import { invariant, present } from '#core/invariant.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type Attempt, attemptIdOf, type NewAttempt, type Work } from '#domain/attempt.js';
import type { AttemptId, BoardId, CellKey, RunSetId, StepKey } from '#domain/names.js';
import { type Outcome, settlesCell } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import { worksOf } from '#domain/work-order.js';

interface Entry {
  readonly work: Work;
  readonly boards: readonly BoardId[];
  state: 'waiting' | 'active' | 'closed';
  /** Over all resumes: the number of the last try, so that ids stay unique. */
  tries: number;
  retriesLeft: number;
  notBefore: Nanoseconds;
}

interface CellState {
  readonly steps: readonly StepKey[];
  readonly retries: number;
  settled: boolean;
  /** Chosen at the first launch and kept for the rest of the cell. */
  board: BoardId | undefined;
}

type StepState = 'open' | 'made' | 'failed';

/** Conversions have no limits of their own in a cell: this many further tries after an infrastructure failure. */
const CONVERSION_RETRIES = 2;
const BACKOFF_FIRST_S = 1;
const BACKOFF_MOST_S = 60;

export interface AgendaOptions {
  readonly runSet: RunSetId;
  /** Also what failed or was invalid, not only what is missing or was interrupted. */
  readonly retryFailed: boolean;
}

export class Agenda {
  readonly #runSet: RunSetId;
  readonly #entries: Entry[] = [];
  readonly #byName = new Map<string, Entry>();
  readonly #cells = new Map<CellKey, CellState>();
  readonly #steps = new Map<StepKey, { state: StepState; readonly from: StepKey | undefined }>();
  readonly #queues = new Map<BoardId, { readonly entries: readonly Entry[]; head: number }>();
  readonly #active = new Map<AttemptId, Entry>();

  constructor(plan: Plan, known: readonly Attempt[], options: AgendaOptions) {
    this.#runSet = options.runSet;
    const boardsOf = this.#readPlan(plan);
    for (const work of worksOf(plan)) this.#add(work, boardsOf.get(subjectOf(work)) ?? []);
    for (const attempt of known) this.#remember(attempt, options.retryFailed);
    for (const board of new Set(this.#entries.flatMap((entry) => entry.boards))) {
      this.#queues.set(board, { entries: this.#entries.filter((entry) => entry.boards.includes(board)), head: 0 });
    }
  }

  boards(): readonly BoardId[] {
    return [...this.#queues.keys()];
  }

  hasWork(board: BoardId): boolean {
    return this.#queues.get(board)?.entries.some((entry) => this.#readiness(entry, board) !== 'gone') ?? false;
  }

  /** Opens the next piece of work for a free board, or tells when to ask again, or nothing: the board has no more to do. */
  take(board: BoardId, at: Nanoseconds): NewAttempt | Nanoseconds | undefined {
    const queue = this.#queues.get(board);
    if (!queue) return undefined;
    let wakeAt: Nanoseconds | undefined;
    for (let index = queue.head; index < queue.entries.length; index++) {
      const entry = present(queue.entries[index], 'queue entry');
      const readiness = this.#readiness(entry, board);
      if (readiness === 'gone' && index === queue.head) queue.head++;
      if (readiness !== 'ready') continue;
      if (entry.notBefore <= at) return this.#open(entry, board);
      if (wakeAt === undefined || entry.notBefore < wakeAt) wakeAt = entry.notBefore;
    }
    return wakeAt;
  }

  /** What an outcome means for its work, its cell and those that wait for it. */
  close(attempt: AttemptId, outcome: Outcome, at: Nanoseconds): void {
    const entry = this.#active.get(attempt);
    // A late end of an attempt of an earlier spec: recorded, and nothing here waits for it.
    if (!entry) return;
    this.#active.delete(attempt);
    // Somebody stopped it, perhaps in an earlier life: it is still to be done, and while a stop lasts nothing begins.
    if (outcome.kind === 'cancelled') {
      entry.state = 'waiting';
      return;
    }
    if (outcome.kind === 'failed' && outcome.failure.class === 'infrastructure' && entry.retriesLeft > 0) {
      entry.state = 'waiting';
      entry.retriesLeft--;
      entry.notBefore = later(at, backoffSeconds(entry.tries));
      return;
    }
    entry.state = 'closed';
    this.#settle(entry.work, outcome);
  }

  #readPlan(plan: Plan): ReadonlyMap<string, readonly BoardId[]> {
    const boardsOf = new Map<string, readonly BoardId[]>();
    for (const step of plan.steps) {
      const state = step.cache.kind === 'hit' ? 'made' : step.cache.kind === 'refused' ? 'failed' : 'open';
      this.#steps.set(step.key, { state, from: step.from.kind === 'step' ? step.from.key : undefined });
      boardsOf.set(step.key, step.boards);
    }
    for (const cell of plan.cells) {
      if (cell.kind !== 'run') continue;
      const { route, limits } = cell.measurement;
      this.#cells.set(cell.key, { steps: route.steps, retries: limits.retries, settled: false, board: undefined });
      boardsOf.set(cell.key, cell.boards);
    }
    return boardsOf;
  }

  #add(work: Work, boards: readonly BoardId[]): void {
    const made = work.kind === 'conversion' && this.#steps.get(work.step)?.state !== 'open';
    const retries =
      work.kind === 'conversion' ? CONVERSION_RETRIES : present(this.#cells.get(work.cell), 'planned cell').retries;
    const entry: Entry = {
      work,
      boards,
      state: made ? 'closed' : 'waiting',
      tries: 0,
      retriesLeft: retries,
      notBefore: 0 as Nanoseconds,
    };
    this.#entries.push(entry);
    this.#byName.set(nameOf(work), entry);
  }

  /** An earlier attempt of this run set: a success is never measured again, an open one is reconciled before all else. */
  #remember(attempt: Attempt, retryFailed: boolean): void {
    const entry = this.#byName.get(nameOf(attempt.work));
    if (!entry) return;
    entry.tries = Math.max(entry.tries, attempt.try);
    const { outcome, work } = attempt;
    if (!outcome) {
      entry.state = 'active';
      this.#active.set(attempt.id, entry);
    }
    if (work.kind !== 'conversion' && (!outcome || outcome.kind === 'succeeded')) this.#pin(work.cell, attempt.board);
    if (!outcome) return;
    if (outcome.kind === 'succeeded') this.#rememberSuccess(entry);
    else if (settlesCell(outcome) && !(retryFailed && outcome.kind !== 'unsupported')) {
      entry.state = 'closed';
      this.#settle(work, outcome);
    }
  }

  #rememberSuccess(entry: Entry): void {
    if (entry.work.kind !== 'conversion') {
      entry.state = 'closed';
      return;
    }
    // Whether an artifact is there is for the plan's look into the cache to say, not for the memory of having made it:
    // this one is missing, and an earlier failure of the same step is no longer its last word.
    entry.state = 'waiting';
    present(this.#steps.get(entry.work.step), 'planned step').state = 'open';
  }

  #readiness(entry: Entry, board: BoardId): 'ready' | 'later' | 'gone' {
    if (entry.state === 'closed') return 'gone';
    if (entry.state === 'active') return 'later';
    if (entry.work.kind === 'conversion') {
      const from = present(this.#steps.get(entry.work.step), 'planned step').from;
      return from === undefined ? 'ready' : this.#stepReadiness(from);
    }
    const cell = present(this.#cells.get(entry.work.cell), 'planned cell');
    if (cell.settled || (cell.board !== undefined && cell.board !== board)) return 'gone';
    const waits = cell.steps.map((step) => this.#stepReadiness(step));
    return waits.includes('gone') ? 'gone' : waits.includes('later') ? 'later' : 'ready';
  }

  #stepReadiness(step: StepKey): 'ready' | 'later' | 'gone' {
    const { state, from } = present(this.#steps.get(step), 'planned step');
    if (state === 'made') return 'ready';
    if (state === 'failed') return 'gone';
    return from !== undefined && this.#stepReadiness(from) === 'gone' ? 'gone' : 'later';
  }

  #open(entry: Entry, board: BoardId): NewAttempt {
    invariant(entry.state === 'waiting', 'only waiting work is opened');
    entry.state = 'active';
    entry.tries++;
    if (entry.work.kind !== 'conversion') this.#pin(entry.work.cell, board);
    const id = attemptIdOf(this.#runSet, entry.work, entry.tries);
    this.#active.set(id, entry);
    return { id, work: entry.work, board, try: entry.tries };
  }

  #pin(cell: CellKey, board: BoardId): void {
    const state = this.#cells.get(cell);
    if (state) state.board ??= board;
  }

  #settle(work: Work, outcome: Outcome): void {
    if (work.kind === 'conversion') {
      const step = present(this.#steps.get(work.step), 'planned step');
      step.state = outcome.kind === 'succeeded' ? 'made' : 'failed';
    } else if (work.kind === 'session' ? settlesCell(outcome) : outcome.kind === 'unsupported') {
      const cell = this.#cells.get(work.cell);
      if (cell) cell.settled = true;
    }
  }
}

function subjectOf(work: Work): string {
  return work.kind === 'conversion' ? work.step : work.cell;
}

function nameOf(work: Work): string {
  if (work.kind === 'conversion') return `conversion ${work.step}`;
  const ordinal = work.kind === 'session' ? work.ordinal : 0;
  return `${work.kind} ${work.cell} ${work.fingerprint} ${ordinal}`;
}

/** Exponential, bounded; no jitter: boards do not share what they wait for, and a replay must be exact. */
function backoffSeconds(tries: number): number {
  return Math.min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2 ** (tries - 1));
}

function later(at: Nanoseconds, waitS: number): Nanoseconds {
  return (at + seconds(waitS)) as Nanoseconds;
}
