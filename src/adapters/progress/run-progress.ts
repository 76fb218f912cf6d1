/**
 * What a run looks like from outside: a pure fold over its events, shared by all views. It decides nothing and nothing
 * is derived from it; rows are the truth.
 */
import { exhaustive } from '#core/invariant.js';
import type { Nanoseconds } from '#core/units.js';
import { ns } from '#core/units.js';
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Doing, Notice, StepCounts } from '#domain/notice.js';
import type { Outcome } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import { StepNames } from './step-names.js';
import { type Left, StepTally } from './step-tally.js';

/** What a board does now. */
export interface BoardNow {
  readonly doing: Doing;
  readonly sinceNs: Nanoseconds;
  /** Begun by an earlier process: for how long is not known here. */
  readonly adopted: boolean;
  beat: string | null;
}

export class RunProgress {
  readonly boards: readonly BoardId[];
  readonly #tally: StepTally;
  readonly #names: StepNames;
  readonly #attempts = new Map<AttemptId, NewAttempt>();
  readonly #now = new Map<AttemptId, BoardNow>();
  /** Total and count of the durations seen, for the estimate of what is left. */
  readonly #seen = { conversions: { ns: 0, count: 0 }, measurements: { ns: 0, count: 0 } };
  readonly #guessNs: number;

  /** `earlier` are the attempts of this run set that are in the store already: none for a new run. */
  constructor(plan: Plan, earlier: readonly Attempt[]) {
    this.#names = new StepNames(plan);
    this.#tally = new StepTally(plan);
    this.boards = boardsOf(plan);
    const steps = this.#tally.counts().left;
    this.#guessNs = steps === 0 ? 0 : (plan.estimateNs * this.boards.length) / steps;
    for (const attempt of earlier) {
      this.#attempts.set(attempt.id, attempt);
      if (attempt.outcome && this.#names.isCurrent(attempt.work)) this.#tally.ended(attempt.work, attempt.outcome);
    }
  }

  /** For what happens before a run set begins: attempts that an earlier run left open are closed first. */
  static none(): RunProgress {
    return new RunProgress(noPlan, []);
  }

  counts(): StepCounts {
    return this.#tally.counts();
  }

  now(board: string): BoardNow | undefined {
    return [...this.#now.values()].find((one) => one.doing.board === board);
  }

  /** How long what is left will take: the means of what was seen, shared by the boards. Null while nothing is known. */
  etaNs(): Nanoseconds | null {
    const { conversions, measurements } = this.#tally.left();
    // What runs is on average half done.
    const running = this.counts().running / 2;
    const all = conversions * this.#eachNs('conversions') + (measurements + running) * this.#eachNs('measurements');
    return all === 0 ? null : ns(all / Math.max(1, this.boards.length));
  }

  #eachNs(of: keyof Left): number {
    const { ns: total, count } = this.#seen[of];
    return count > 0 ? total / count : this.#guessNs;
  }

  beat(attempt: AttemptId, text: string): BoardNow | undefined {
    const now = this.#now.get(attempt);
    if (now) now.beat = text;
    return now;
  }

  doing(attempt: AttemptId): Doing {
    return this.#names.doing(attempt, this.#attempts.get(attempt));
  }

  follow(event: Event, commands: readonly Command[]): Notice | undefined {
    const notice = this.#notice(event);
    for (const command of commands) {
      if (command.kind === 'launch' && command.supersedes) this.#tally.anew(command.attempt.work);
      if (command.kind === 'launch') this.#begin(command.attempt, event.at);
      if (command.kind === 'reconcile') this.#show(command.attempt, event.at, true);
    }
    return notice;
  }

  /** All that is worth telling of one event: what happened, and then what was decided about boards. */
  tell(event: Event, commands: readonly Command[]): readonly Notice[] {
    const happened = this.follow(event, commands);
    return [...(happened ? [happened] : []), ...commands.flatMap((command) => this.#decided(command))];
  }

  #decided(command: Command): readonly Notice[] {
    if (command.kind === 'set-aside') return [command];
    if (command.kind === 'recover') return [{ kind: 'recovering', board: command.board, rung: command.rung }];
    if (command.kind === 'finish') {
      const { because } = command;
      const doing = because.kind === 'failed' ? this.doing(because.attempt) : null;
      return [{ kind: 'stopping', how: 'finish', because: because.kind, doing }];
    }
    if (command.kind !== 'launch' || !command.supersedes) return [];
    return [{ kind: 'begins-anew', doing: this.doing(command.attempt.id), without: command.supersedes }];
  }

  #notice(event: Event): Notice | undefined {
    switch (event.kind) {
      case 'probed':
        return event.facts.ok ? undefined : { kind: 'unreachable', board: event.board, failure: event.facts.error };
      case 'launched':
        return { kind: 'begun', doing: this.doing(event.attempt) };
      case 'ended':
        return this.#ended(event);
      case 'held':
        this.#close(event.attempt);
        return { kind: 'held', doing: this.doing(event.attempt), holder: event.holder };
      case 'absent':
        this.#close(event.attempt);
        return { kind: 'absent', doing: this.doing(event.attempt) };
      case 'silent':
        return { kind: 'silent', doing: this.doing(event.attempt), failure: event.failure };
      case 'stopped':
        return { kind: 'stopped', doing: this.doing(event.attempt), left: event.left };
      case 'recovered':
        return { kind: 'recovered', board: event.board, rung: event.rung, result: event.result };
      case 'stop':
        return { kind: 'stopping', how: event.how, because: 'asked', doing: null };
      case 'woke':
        return undefined;
      default:
        return exhaustive(event);
    }
  }

  #begin(attempt: NewAttempt, at: Nanoseconds): void {
    this.#attempts.set(attempt.id, attempt);
    this.#tally.begun(attempt.work);
    this.#show(attempt.id, at, false);
  }

  #show(attempt: AttemptId, at: Nanoseconds, adopted: boolean): void {
    this.#now.set(attempt, { doing: this.doing(attempt), sinceNs: at, adopted, beat: null });
  }

  #ended(event: Extract<Event, { kind: 'ended' }>): Notice {
    const begun = this.#now.get(event.attempt);
    const tookNs = begun && !begun.adopted ? ns(event.at - begun.sinceNs) : null;
    this.#close(event.attempt, event.outcome);
    if (tookNs !== null && event.outcome.kind === 'succeeded') {
      const seen =
        this.#seen[this.#attempts.get(event.attempt)?.work.kind === 'conversion' ? 'conversions' : 'measurements'];
      seen.ns += tookNs;
      seen.count += 1;
    }
    return {
      kind: 'ended',
      doing: this.doing(event.attempt),
      outcome: event.outcome,
      evidence: event.evidence,
      tookNs,
    };
  }

  /** An attempt that closed without an outcome leaves its step open again. */
  #close(attempt: AttemptId, outcome: Outcome = { kind: 'cancelled', by: 'user' }): void {
    this.#now.delete(attempt);
    const work = this.#attempts.get(attempt)?.work;
    if (work && this.#names.isCurrent(work)) this.#tally.ended(work, outcome);
  }
}

const noPlan: Plan = {
  format: 1,
  experiment: '',
  seed: 0,
  cells: [],
  steps: [],
  excluded: [],
  warnings: [],
  estimateNs: ns(0),
};

function boardsOf(plan: Plan): readonly BoardId[] {
  const boards = new Set<BoardId>();
  for (const step of plan.steps) if (step.cache.kind !== 'hit') for (const board of step.boards) boards.add(board);
  for (const cell of plan.cells) if (cell.kind === 'run') for (const board of cell.boards) boards.add(board);
  return [...boards];
}
