/** Whether a run set is the one that a living process measures into. */
import type { Attempt } from '#domain/attempt.js';
import type { RunSet } from '#domain/run-set.js';

/** A writer has one run set at a time: the one with something open, or the newest when it was not ended. */
export function isWritten(runSet: RunSet, runSets: readonly RunSet[], attempts: readonly Attempt[]): boolean {
  return attempts.some(({ outcome }) => !outcome) || (runSets[0]?.id === runSet.id && runSet.endedAt === null);
}
