/** Conversions as steps of the plan: each done once however many cells wait for it, and not at all if its artifact is there. */

import { byCodeUnit, type Json, type Plain } from '#core/canonical-json.js';
import { type Digest, digestOfJson } from '#core/digest.js';
import type { Failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import { baseName } from '#domain/model.js';
import type { ArtifactKey, BoardId, StepKey } from '#domain/names.js';
import type { CacheState, Drawn, PlannedAnswer, PlannedFile, PlannedStep } from '#domain/plan.js';
import { type StepFacts, stepFactsOf } from '#domain/step-facts.js';
import { inRange } from '#domain/version-range.js';
import { type LegIngredient, legContent, type SourceIngredient, sourceContent } from './recipe.js';

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
  step: Pick<PlannedStep, 'argv' | 'files' | 'tool' | 'to' | 'variants' | 'calibration' | 'answer'> & {
    readonly from?: PlannedStep['from'];
  },
  input: Digest,
  { version, target, against }: StepFacts & { readonly against?: Digest },
): ArtifactKey {
  const files = filesOf(step)
    .map(({ name, digest }) => ({ name, digest }))
    .sort((a, b) => byCodeUnit(a.name, b.name));
  const content = {
    format: 1,
    input,
    argv: [...argvFor(step, version)],
    files,
    tool: step.tool,
    version,
    to: { format: step.to.format, precision: step.to.precision },
    // Left out where they mean what their absence meant before there were any.
    ...(target ? { target: { ...target } } : {}),
    ...(step.calibration ? { calibration: drawnContent(step.calibration) } : {}),
    ...(step.answer ? { answer: answerContent(step.answer), against: against ?? null } : {}),
  };
  return digestOfJson(content) as ArtifactKey;
}

/** All that lies beside the command, each under the name that it has there. */
export function filesOf({
  files,
  from,
}: Pick<PlannedStep, 'files'> & { readonly from?: PlannedStep['from'] }): readonly PlannedFile[] {
  if (from?.kind !== 'nothing') return files;
  return [...files, ...from.inputs.map((input) => ({ ...input, name: baseName(input.name) }))];
}

/** Chosen by what the machine has: the question asked is the same. */
export function argvFor(
  { argv, variants = [] }: Pick<PlannedStep, 'argv' | 'variants'>,
  version: string,
): readonly string[] {
  return variants.find((variant) => inRange(version, variant.version))?.argv ?? argv;
}

function drawnContent(drawn: Drawn): Json {
  return drawn.kind === 'items'
    ? { data: drawn.file.digest, items: [...drawn.items] }
    : { shape: [...drawn.shape], seed: drawn.seed };
}

/** Files, argv and tool of its runner are those of the step. */
function answerContent({ asked, options, input, items, against }: PlannedAnswer): Json {
  const plain: Plain<Pick<PlannedAnswer, 'asked' | 'options' | 'input'>> = { asked, options, input };
  const limits: Plain<NonNullable<PlannedAnswer['against']>['limits']> | null = against?.limits ?? null;
  return { ...plain, items: drawnContent(items), limits, trained: against?.trained ?? null };
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
      settled.set(key, { ...step, cache: cacheOf(step, inputsOf(step, settled), known) });
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

/** What goes into it, and what it is held against; undefined: not there yet. */
interface Inputs {
  readonly input: Digest;
  readonly against: { readonly against?: Digest };
}

function inputsOf({ from, answer }: DraftStep, settled: ReadonlyMap<StepKey, PlannedStep>): Inputs | undefined {
  const made = (key: StepKey): Digest | undefined => {
    const cache = settled.get(key)?.cache;
    return cache?.kind === 'hit' ? cache.digest : undefined;
  };
  const input = from.kind === 'step' ? made(from.key) : givenOf(from);
  const against = answer?.against ? made(answer.against.step) : undefined;
  if (input === undefined || (answer?.against && against === undefined)) return undefined;
  return { input, against: against === undefined ? {} : { against } };
}

/** What is known of what goes in before anything is done: the bytes of a file, or all that a build is made of. */
export function givenOf(from: Exclude<PlannedStep['from'], { kind: 'step' }>): Digest {
  return from.kind === 'source' ? from.file.digest : from.digest;
}

/** Bytes that were built before a digest was pinned, and are others, are no hit: they are built again and looked at. */
export function isMeant({ from }: Pick<PlannedStep, 'from'>, found: Digest): boolean {
  return from.kind !== 'nothing' || from.pinned === undefined || from.pinned === found;
}

function cacheOf(step: Omit<PlannedStep, 'cache'>, inputs: Inputs | undefined, known: Known): CacheState {
  const facts = commonFacts(step, known);
  if (inputs === undefined || facts === undefined) return { kind: 'unknown' };
  const artifact = artifactKeyOf(step, inputs.input, { ...facts, ...inputs.against });
  const state = known.artifacts.get(artifact);
  if (!state || (state.kind === 'present' && !isMeant(step, state.digest))) return { kind: 'miss', artifact };
  if (state.kind === 'refused') return { kind: 'refused', artifact, failure: state.failure };
  return { kind: 'hit', artifact, digest: state.digest, bytes: state.bytes };
}

/** What all its machines are known to have; undefined when that is not known, or not one thing. */
function commonFacts(step: Omit<PlannedStep, 'cache'>, known: Known): StepFacts | undefined {
  const found = step.boards.map((board) => {
    const facts = known.boards.get(board);
    return facts?.kind === 'known' ? stepFactsOf(step, facts.value) : undefined;
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const name = digestOfJson({ ...first });
  return found.every((other) => other && digestOfJson({ ...other }) === name) ? first : undefined;
}
