/** Conversions as steps of the plan: each done once however many cells wait for it, and not at all if its artifact is there. */

import { byCodeUnit } from '#core/canonical-json.js';
import { type Digest, digestOfJson } from '#core/digest.js';
import type { Failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { ArtifactKey, BoardId, StepKey } from '#domain/names.js';
import type { CacheState, PlannedStep } from '#domain/plan.js';
import { type LegIngredient, legContent, type SourceIngredient, sourceContent } from './recipe.js';
import { commonVersion } from './tools.js';

/** A step whose boards and cache are not settled yet: later cells may add boards. */
export type DraftStep = Omit<PlannedStep, 'boards' | 'cache'>;

export function stepKeyOf(from: SourceIngredient | StepKey, leg: LegIngredient): StepKey {
  const origin = typeof from === 'string' ? from : digestOfJson(sourceContent(from));
  return digestOfJson({ format: 1, from: origin, ...legContent(leg) }) as StepKey;
}

/**
 * What an artifact is made of, for the cache: the bytes that go in, the files that work on them, the argv and the version of
 * the tool as observed. Unlike the recipe it holds the bytes of the toolchain's files: an artifact made by an older script is
 * another artifact, while the question asked is the same.
 */
export function artifactKeyOf(
  step: Pick<PlannedStep, 'argv' | 'files' | 'tool' | 'to'>,
  input: Digest,
  toolVersion: string,
): ArtifactKey {
  const files = [...step.files]
    .sort((a, b) => byCodeUnit(a.name, b.name))
    .map(({ name, digest }) => ({ name, digest }));
  const content = {
    format: 1,
    input,
    argv: [...step.argv],
    files,
    tool: step.tool,
    version: toolVersion,
    to: { format: step.to.format, precision: step.to.precision },
  };
  return digestOfJson(content) as ArtifactKey;
}

/** Collects steps in the order in which routes name them, so that each comes after those it needs. */
export class StepBook {
  readonly #drafts = new Map<StepKey, { readonly draft: DraftStep; readonly boards: Set<BoardId> }>();

  add(draft: DraftStep, boards: readonly BoardId[]): void {
    let known = this.#drafts.get(draft.key);
    if (!known) this.#drafts.set(draft.key, (known = { draft, boards: new Set() }));
    for (const board of boards) known.boards.add(board);
  }

  /** With their cache states; a step whose input is refused or not there yet is unknown. */
  settle(known: Known): ReadonlyMap<StepKey, PlannedStep> {
    const settled = new Map<StepKey, PlannedStep>();
    for (const [key, { draft, boards }] of this.#drafts) {
      const step = { ...draft, boards: [...boards] };
      settled.set(key, { ...step, cache: cacheOf(step, inputOf(step, settled), known) });
    }
    return settled;
  }
}

/** The first step on the way that is known to be refused, however often it is tried. */
export function refusedOn(route: readonly StepKey[], steps: ReadonlyMap<StepKey, PlannedStep>): Failure | undefined {
  for (const key of route) {
    const cache = steps.get(key)?.cache;
    if (cache?.kind === 'refused') return cache.failure;
  }
  return undefined;
}

function inputOf({ from }: DraftStep, settled: ReadonlyMap<StepKey, PlannedStep>): Digest | undefined {
  if (from.kind === 'source') return from.file.digest;
  const cache = settled.get(from.key)?.cache;
  return cache?.kind === 'hit' ? cache.digest : undefined;
}

function cacheOf(step: Omit<PlannedStep, 'cache'>, input: Digest | undefined, known: Known): CacheState {
  const version = commonVersion(step, step.boards, known);
  if (input === undefined || version === undefined) return { kind: 'unknown' };
  const artifact = artifactKeyOf(step, input, version);
  const state = known.artifacts.get(artifact);
  if (!state) return { kind: 'miss', artifact };
  if (state.kind === 'refused') return { kind: 'refused', artifact, failure: state.failure };
  return { kind: 'hit', artifact, digest: state.digest, bytes: state.bytes };
}
