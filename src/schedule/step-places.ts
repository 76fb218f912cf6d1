/**
 * Among which machines an artifact is one and the same: among all if a builder makes it, else among boards with equal facts.
 * By what is known of them; what they turn out to be when they are asked counts from then on.
 */
import { canonicalJson, type Json } from '#core/canonical-json.js';
import { present } from '#core/invariant.js';
import type { BoardFacts } from '#domain/board.js';
import type { BoardId, StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import { needsOf } from '#domain/route-steps.js';
import { stepFactsOf } from '#domain/step-facts.js';

/** A name for such a group of machines, for one step. */
export type Place = string;

const everywhere: Place = 'everywhere';

export class StepPlaces {
  readonly #steps: ReadonlyMap<StepKey, PlannedStep>;
  readonly #facts: Map<BoardId, BoardFacts>;
  readonly #known = new Map<BoardId, Map<StepKey, Place>>();

  constructor(steps: readonly PlannedStep[], facts: ReadonlyMap<BoardId, BoardFacts>) {
    this.#steps = new Map(steps.map((step) => [step.key, step]));
    this.#facts = new Map(facts);
  }

  isOnBuilder(step: StepKey): boolean {
    return this.#steps.get(step)?.where === 'builder';
  }

  isKnown(board: BoardId): boolean {
    return this.#facts.has(board);
  }

  learn(board: BoardId, facts: BoardFacts): void {
    this.#facts.set(board, facts);
    this.#known.delete(board);
  }

  of(step: StepKey, board: BoardId): Place {
    const known = this.#known.get(board) ?? new Map<StepKey, Place>();
    this.#known.set(board, known);
    const place = known.get(step) ?? this.#find(step, board);
    known.set(step, place);
    return place;
  }

  /** What an artifact was made from hangs on facts too, and so it does itself. */
  #find(key: StepKey, board: BoardId): Place {
    const step = present(this.#steps.get(key), 'planned step');
    if (step.where === 'builder') return everywhere;
    const facts = this.#facts.get(board);
    const seen = facts && stepFactsOf(step, facts);
    if (!seen) return `board ${board}`;
    const before: Json = needsOf(step).map((need) => this.of(need, board));
    return canonicalJson({ version: seen.version, target: { ...seen.target }, before });
  }
}
