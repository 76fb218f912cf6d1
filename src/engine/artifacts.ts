/**
 * What the conversions of a run came to. Of a builder's there is one for all who need it, whatever they have themselves, and
 * it is remembered; of a board's there is one for each board with other facts, and it is found by what it is, never by when it
 * was made.
 */
import type { Digest } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import type { BoardFacts } from '#domain/board.js';
import type { KeptFile } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { StoredFile } from '#domain/model.js';
import type { ArtifactKey, StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import { stepFactsOf } from '#domain/step-facts.js';
import { artifactKeyOf, givenOf, isMeant } from '#plan/steps.js';
import type { World } from './world.js';

type Made = Pick<StoredFile, 'digest' | 'bytes'>;

/** What is known of a conversion before it is begun. */
export type Precedent =
  | { readonly kind: 'made'; readonly file: KeptFile }
  | { readonly kind: 'refused'; readonly failure: Failure };

export class Artifacts {
  readonly #world: World;
  readonly #steps: ReadonlyMap<StepKey, PlannedStep>;
  readonly #came = new Map<StepKey, Made>();
  /** Of this life, or seen by its plan: not replaced by what a second attempt brings late. */
  readonly #settled = new Set<StepKey>();
  readonly #used = new Set<Digest>();

  /** `earlier`: what this run set has converted so far. */
  constructor(world: World, steps: ReadonlyMap<StepKey, PlannedStep>, earlier: readonly AttemptRecord[]) {
    this.#world = world;
    this.#steps = steps;
    for (const { work, outcome, files } of earlier) {
      const file = files.find(({ role }) => role === 'artifact');
      if (work.kind === 'conversion' && outcome?.kind === 'succeeded' && file) this.#came.set(work.step, file);
    }
    for (const { key, cache } of steps.values()) if (cache.kind === 'hit') this.came(key, cache);
  }

  came(step: StepKey, { digest, bytes }: Made): void {
    if (this.#settled.has(step)) return;
    this.#settled.add(step);
    this.#came.set(step, { digest, bytes });
  }

  /** Known only when every tool on the way is: the cache is asked by what goes in and what works on it. */
  key(key: StepKey, facts: BoardFacts): ArtifactKey | undefined {
    const step = this.#steps.get(key);
    const seen = step && stepFactsOf(step, facts);
    const input = step && this.#inputOf(step, facts);
    if (!step || !seen || input === undefined) return undefined;
    const other = step.answer?.against?.step;
    if (other === undefined) return artifactKeyOf(step, input, seen);
    const against = this.made(other, facts)?.digest;
    return against === undefined ? undefined : artifactKeyOf(step, input, { ...seen, against });
  }

  #inputOf({ from }: PlannedStep, facts: BoardFacts): Digest | undefined {
    return from.kind === 'step' ? this.made(from.key, facts)?.digest : givenOf(from);
  }

  /** For a machine with these facts. */
  made(step: StepKey, facts: BoardFacts): Made | undefined {
    if (this.#steps.get(step)?.where === 'builder') return this.#came.get(step);
    const key = this.key(step, facts);
    const record = key === undefined ? undefined : this.#world.store.artifact(key);
    return record?.made.kind === 'bytes' ? record.made : undefined;
  }

  async file(step: StepKey, facts: BoardFacts): Promise<Result<StoredFile, Failure>> {
    const made = this.made(step, facts);
    const file = made && (await this.#world.files.artifact(made.digest, made.bytes));
    // Its row is there and its bytes are not, or the board's tool is another one now: the next plan makes it again.
    if (!file) return err(failure('board/file-damaged', { artifact: made?.digest ?? null, step }));
    // Once a run: it is the day that counts.
    if (!this.#used.has(file.digest)) this.#world.store.used(file.digest, this.#world.clock.wall());
    this.#used.add(file.digest);
    return ok(file);
  }

  /** The key may have become known only now: what an equal conversion came to is not done again. */
  async precedent(step: StepKey, facts: BoardFacts): Promise<Precedent | undefined> {
    const key = this.key(step, facts);
    const made = key === undefined ? undefined : this.#world.store.artifact(key)?.made;
    if (made?.kind !== 'bytes') return made;
    const { digest, bytes } = made;
    const planned = this.#steps.get(step);
    if (planned && !isMeant(planned, digest)) return undefined;
    if (!(await this.#world.files.artifact(digest, bytes))) return undefined;
    this.came(step, made);
    return { kind: 'made', file: { role: 'artifact', path: this.#world.files.artifactPath(digest), digest, bytes } };
  }
}
