/** What a conversion of a plan came to. */
import type { Attempt } from '#domain/attempt.js';
import { latestTries } from '#domain/cell-state.js';
import type { PlannedStep } from '#domain/plan.js';
import type { ArtifactRecord } from '#domain/record.js';

/**
 * What the step came to in this run set: what its own conversion made, else what the cache had when it was planned.
 * Another run set may have made something else of the same step, with another version of the tool.
 */
export function resolved(
  { key, cache }: Pick<PlannedStep, 'key' | 'cache'>,
  { records, artifacts }: { readonly records: readonly Attempt[]; readonly artifacts: readonly ArtifactRecord[] },
): Pick<ArtifactRecord, 'key' | 'step' | 'made'> | undefined {
  const attempt = latestTries(records.filter(({ work }) => work.kind === 'conversion' && work.step === key)).at(-1);
  const own = attempt && artifacts.find(({ madeBy }) => madeBy === attempt.id);
  if (own) return own;
  if (cache.kind === 'hit') {
    return { key: cache.artifact, step: key, made: { kind: 'bytes', digest: cache.digest, bytes: cache.bytes } };
  }
  if (cache.kind === 'refused')
    return { key: cache.artifact, step: key, made: { kind: 'refused', failure: cache.failure } };
  return artifacts.findLast(({ step }) => step === key);
}
