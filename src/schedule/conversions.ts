/**
 * What the conversions of a plan have come to, and what that means for those that wait for them. On builders each is made
 * once; on boards once for each group of boards with equal facts: while one of them builds the others wait, then all have it.
 */
import { present } from '#core/invariant.js';
import type { BoardFacts } from '#domain/board.js';
import type { BoardId, StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import { needsOf } from '#domain/route-steps.js';
import type { Entry } from './entry.js';
import { type Place, StepPlaces } from './step-places.js';

export type Readiness = 'ready' | 'later' | 'gone';

interface Step {
  readonly needs: readonly StepKey[];
  /** Of a check: whose answers it compares with. */
  readonly against: StepKey | undefined;
  /** By the plan, wherever nothing else has happened. */
  readonly planned: State;
  readonly came: Map<Place, State>;
  readonly entries: Entry[];
}
type State = 'open' | 'made' | 'failed';

export class Conversions {
  readonly #steps = new Map<StepKey, Step>();
  readonly #places: StepPlaces;
  readonly #left = new Set<BoardId>();
  /** Asked of thousands of cells between two changes. */
  readonly #artifacts = new Map<BoardId, Map<StepKey, Readiness>>();

  constructor(steps: readonly PlannedStep[], facts: ReadonlyMap<BoardId, BoardFacts>) {
    this.#places = new StepPlaces(steps, facts);
    for (const step of steps) {
      const { kind } = step.cache;
      const planned = kind === 'hit' ? 'made' : kind === 'refused' ? 'failed' : 'open';
      this.#steps.set(step.key, {
        needs: needsOf(step),
        against: step.answer?.against?.step,
        planned,
        came: new Map(),
        entries: [],
      });
    }
  }

  isOnBuilder(step: StepKey): boolean {
    return this.#places.isOnBuilder(step);
  }

  /** Whether a board may have to make it for itself. */
  isPerBoard(step: StepKey): boolean {
    return !this.isOnBuilder(step) && this.#step(step).planned === 'open';
  }

  /** It was made once, and is not there any more. */
  reopen(step: StepKey, board: BoardId): void {
    this.#step(step).came.delete(this.#places.of(step, board));
    this.changed();
  }

  add(step: StepKey, entry: Entry): void {
    this.#step(step).entries.push(entry);
  }

  /** An entry began, ended or is to be done again. */
  changed(): void {
    this.#artifacts.clear();
  }

  settle(step: StepKey, board: BoardId, succeeded: boolean): void {
    this.#step(step).came.set(this.#places.of(step, board), succeeded ? 'made' : 'failed');
    this.changed();
  }

  /** One that came to no answer proves nothing, and keeps nobody waiting. */
  isCheck(step: StepKey): boolean {
    return this.#step(step).against !== undefined;
  }

  /** The board gets nothing more to do. */
  leave(board: BoardId): void {
    this.#left.add(board);
    this.changed();
  }

  /** What was closed for other facts than the board has now is to be done again. */
  learn(board: BoardId, facts: BoardFacts): void {
    const wasKnown = this.#places.isKnown(board);
    const before = new Map([...this.#steps.keys()].map((key) => [key, this.#places.of(key, board)]));
    this.#places.learn(board, facts);
    for (const [key, step] of this.#steps) {
      const [was, place] = [before.get(key) ?? '', this.#places.of(key, board)];
      const state = step.came.get(was);
      // Who it was for is known only now.
      if (!wasKnown && state && !step.came.has(place)) step.came.set(place, state);
      if (state === undefined || this.#state(key, board) !== 'open') continue;
      for (const entry of step.entries.filter((one) => one.state === 'closed' && isOn(one, board))) {
        Object.assign(entry, { state: 'waiting', isDone: false });
      }
    }
    this.changed();
  }

  /** Of who needs all of these on a board. */
  ofRoute(steps: readonly StepKey[], board: BoardId): Readiness {
    let worst: Readiness = 'ready';
    for (const step of steps) {
      const readiness = this.#artifact(step, board);
      if (readiness === 'gone') return 'gone';
      if (readiness === 'later') worst = 'later';
    }
    return worst;
  }

  /** Of a conversion that is not begun: by what it works on, and by who does the same already. */
  ofEntry(key: StepKey, entry: Entry, board: BoardId): Readiness {
    const step = this.#step(key);
    if (this.#state(key, board) !== 'open') return 'gone';
    if (step.entries.some((other) => other.state === 'active' && this.#isAlike(key, other, board))) return 'later';
    // Where it failed for the sake of the machine, another machine comes first.
    const others = entry.boards.filter((other) => !this.#left.has(other) && !entry.failedOn.has(other));
    if (entry.failedOn.has(board) && others.length > 0) return 'later';
    return this.ofRoute(step.needs, board);
  }

  #artifact(key: StepKey, board: BoardId): Readiness {
    const known = this.#artifacts.get(board) ?? new Map<StepKey, Readiness>();
    this.#artifacts.set(board, known);
    const readiness = known.get(key) ?? this.#findArtifact(key, board);
    known.set(key, readiness);
    return readiness;
  }

  #findArtifact(key: StepKey, board: BoardId): Readiness {
    const step = this.#step(key);
    const state = this.#state(key, board);
    if (state !== 'open') return state === 'made' ? 'ready' : 'gone';
    const { against } = step;
    // Nobody answers for the source: there is nothing to compare with, and nothing to wait for.
    if (against !== undefined && this.#artifact(against, board) === 'gone') {
      return this.ofRoute(
        step.needs.filter((need) => need !== against),
        board,
      );
    }
    if (step.needs.some((need) => this.#artifact(need, board) === 'gone')) return 'gone';
    const comes = step.entries.some(
      (entry) =>
        entry.state !== 'closed' &&
        this.#isAlike(key, entry, board) &&
        entry.boards.some((other) => !this.#left.has(other)),
    );
    return comes ? 'later' : 'gone';
  }

  /** Whether what the entry makes is for the board; where nobody knows the other's facts, it may be. */
  #isAlike(key: StepKey, { work }: Entry, board: BoardId): boolean {
    const on = work.kind === 'conversion' ? work.on : undefined;
    if (on === undefined || on === board || !this.#places.isKnown(on)) return true;
    return this.#places.of(key, on) === this.#places.of(key, board);
  }

  #state(key: StepKey, board: BoardId): State {
    const step = this.#step(key);
    return step.came.get(this.#places.of(key, board)) ?? step.planned;
  }

  #step(key: StepKey): Step {
    return present(this.#steps.get(key), 'planned step');
  }
}

function isOn({ work }: Entry, board: BoardId): boolean {
  return work.kind === 'conversion' && work.on === board;
}
