/** What the conversions of a plan have come to, and what that means for those that wait for them. */
import { present } from '#core/invariant.js';
import type { StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';

export type Readiness = 'ready' | 'later' | 'gone';

interface Step {
  state: 'open' | 'made' | 'failed';
  readonly from: StepKey | undefined;
}

export class MadeSteps {
  readonly #steps = new Map<StepKey, Step>();

  constructor(steps: readonly PlannedStep[]) {
    for (const { key, cache, from } of steps) {
      const state = cache.kind === 'hit' ? 'made' : cache.kind === 'refused' ? 'failed' : 'open';
      this.#steps.set(key, { state, from: from.kind === 'step' ? from.key : undefined });
    }
  }

  isOpen(step: StepKey): boolean {
    return this.#steps.get(step)?.state === 'open';
  }

  /** Its artifact is to be made again. */
  reopen(step: StepKey): void {
    this.#step(step).state = 'open';
  }

  settle(step: StepKey, succeeded: boolean): void {
    this.#step(step).state = succeeded ? 'made' : 'failed';
  }

  /** Of who needs all of these. */
  ofRoute(steps: readonly StepKey[]): Readiness {
    const waits = steps.map((step) => this.#artifact(step));
    return waits.includes('gone') ? 'gone' : waits.includes('later') ? 'later' : 'ready';
  }

  /** Of the step itself: by what it is made from. */
  ofStep(step: StepKey): Readiness {
    const { from } = this.#step(step);
    return from === undefined ? 'ready' : this.#artifact(from);
  }

  #artifact(key: StepKey): Readiness {
    const { state, from } = this.#step(key);
    if (state === 'made') return 'ready';
    if (state === 'failed') return 'gone';
    return from !== undefined && this.#artifact(from) === 'gone' ? 'gone' : 'later';
  }

  #step(key: StepKey): Step {
    return present(this.#steps.get(key), 'planned step');
  }
}
