/** The cache as the records tell it: every artifact with who made it, of what, and who took it last. */
import type { Digest } from '#core/digest.js';
import type { WallTime } from '#core/units.js';
import type { CacheEntry } from '#domain/cache.js';
import type { ArtifactKey, AttemptId, RunSetId, StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
import type { RunSet } from '#domain/run-set.js';
import { interpreters } from '#domain/toolchain.js';
import { givenOf } from '#plan/steps.js';
import type { ResultReader } from '#ports/result-store.js';

interface Maker {
  readonly runSet: RunSetId;
  readonly record: AttemptRecord;
  readonly step: PlannedStep | undefined;
  readonly source: string | null;
  /** Of what went in, as that run set had it. */
  readonly input: Digest | null;
}

interface Seen {
  readonly makers: Map<AttemptId, Maker>;
  readonly usedAt: Map<ArtifactKey, WallTime>;
  readonly byDigest: Map<Digest, WallTime>;
  readonly needed: Set<StepKey>;
}

/** Ordered by when they were used, the newest first. */
export function cacheEntries(store: ResultReader): readonly (CacheEntry & { readonly input: Digest | null })[] {
  const seen: Seen = { makers: new Map(), usedAt: new Map(), byDigest: new Map(), needed: new Set() };
  // Newest first: what is noted first stays.
  for (const runSet of store.runSets()) look(store, runSet, seen);
  return store
    .artifacts()
    .map((artifact) => ({ ...artifact, ...circumstances(store, artifact, seen) }))
    .sort((a, b) => ((a.usedAt ?? '') < (b.usedAt ?? '') ? 1 : -1));
}

type Circumstances = Omit<CacheEntry, Exclude<keyof ArtifactRecord, 'usedAt'>> & { readonly input: Digest | null };

function circumstances(store: ResultReader, artifact: ArtifactRecord, seen: Seen): Circumstances {
  const { key, step, made, madeBy } = artifact;
  const maker = seen.makers.get(madeBy);
  const taken = made.kind === 'bytes' ? seen.byDigest.get(made.digest) : undefined;
  const isNeeded = seen.needed.has(step);
  const usedAt = latest(artifact.usedAt, seen.usedAt.get(key), taken, maker?.record.endedAt);
  if (!maker) return { ...unknown, usedAt, isNeeded };
  const { record, runSet, source, input } = maker;
  const madeAt = record.endedAt ?? null;
  const version = versionOf(store, maker);
  return { planned: maker.step ?? null, source, input, runSet, board: record.board, version, madeAt, usedAt, isNeeded };
}

/** Of run sets of before, only their plans tell. */
function latest(...times: readonly (WallTime | undefined)[]): WallTime | null {
  return times.reduce<WallTime | null>(
    (last, at) => (at !== undefined && (last === null || at > last) ? at : last),
    null,
  );
}

/** Its run set was planned anew since, and does not have that step any more. */
const unknown = { planned: null, source: null, input: null, runSet: null, board: null, version: null, madeAt: null };

function look(store: ResultReader, runSet: RunSet, { makers, usedAt, byDigest, needed }: Seen): void {
  const steps = new Map(store.steps(runSet.id).map((step) => [step.key, step]));
  const records = store.conversions(runSet.id);
  const madeOf = madeIn(records);
  for (const { key, cache } of steps.values()) {
    if (runSet.endedAt === null) needed.add(key);
    if (cache.kind !== 'hit') continue;
    if (!usedAt.has(cache.artifact)) usedAt.set(cache.artifact, runSet.startedAt);
    madeOf.set(key, cache.digest);
  }
  for (const record of records) {
    const step = record.work.kind === 'conversion' ? steps.get(record.work.step) : undefined;
    makers.set(record.id, {
      runSet: runSet.id,
      record,
      step,
      source: sourceOf(step, steps),
      input: inputOf(step, madeOf),
    });
  }
  for (const digest of madeOf.values()) if (!byDigest.has(digest)) byDigest.set(digest, runSet.startedAt);
}

function madeIn(records: readonly AttemptRecord[]): Map<StepKey, Digest> {
  return new Map(
    records.flatMap(({ work, files }) => {
      const file = files.find(({ role }) => role === 'artifact');
      return work.kind === 'conversion' && file ? [[work.step, file.digest] as const] : [];
    }),
  );
}

function inputOf(step: PlannedStep | undefined, made: ReadonlyMap<StepKey, Digest>): Digest | null {
  if (!step) return null;
  return step.from.kind === 'step' ? (made.get(step.from.key) ?? null) : givenOf(step.from);
}

function sourceOf(step: PlannedStep | undefined, steps: ReadonlyMap<StepKey, PlannedStep>): string | null {
  if (!step) return null;
  const { from } = step;
  if (from.kind === 'step') return sourceOf(steps.get(from.key), steps);
  return from.kind === 'source' ? from.file.name : from.name;
}

function versionOf(store: ResultReader, maker: Maker | undefined): string | null {
  const environment = maker?.record.environment;
  const facts = environment ? store.environment(environment)?.facts : undefined;
  const tool = maker?.step?.tool ?? '';
  const version = facts?.[interpreters.some((each) => each === tool) ? `${tool}.version` : `tool.${tool}`];
  return typeof version === 'string' ? version : null;
}
