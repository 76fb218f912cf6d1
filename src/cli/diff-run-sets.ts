/** Which two run sets `diff` compares. */
import type { RunSet } from '#domain/run-set.js';
import { describeOneRunSet, describeSameTwice } from '#wording/diff-mistake.js';
import { UserMistake } from './output.js';
import { selectRun } from './select-run.js';

const listed = 8;

/** True: the run set has both sides in it, by an alignment of its own levels. */
type HasBoth = (runSet: RunSet) => boolean;

/**
 * Without words the latest and the one before it of the same experiment; with one word, that one and the newest of its
 * experiment; but a run set that has both sides in it is compared with itself. `runSets` newest first.
 */
export function selectTwo(
  runSets: readonly RunSet[],
  { first, second }: { readonly first?: string | undefined; readonly second?: string | undefined } = {},
  hasBoth: HasBoth = () => false,
): { a: RunSet; b: RunSet } {
  const one = second === undefined ? selectRun(runSets, first) : undefined;
  if (one && hasBoth(one)) return { a: one, b: one };
  const a = first === undefined ? beforeLatest(runSets) : selectRun(runSets, first);
  const b = second === undefined ? newestLike(a, runSets) : selectRun(runSets, second);
  if (a.id !== b.id || hasBoth(a)) return { a, b };
  throw new UserMistake(
    sameExperiment(runSets, a).length === 1 && second === undefined ? onlyOne(a, runSets) : describeSameTwice(a.id),
  );
}

function beforeLatest(runSets: readonly RunSet[]): RunSet {
  const latest = selectRun(runSets);
  const before = sameExperiment(runSets, latest).filter(({ imported }) => !imported)[1];
  if (before) return before;
  throw new UserMistake(onlyOne(latest, runSets));
}

/** Beside published figures people want their own. */
function newestLike(runSet: RunSet, runSets: readonly RunSet[]): RunSet {
  if (runSet.imported) return runSets.find(({ imported }) => !imported) ?? runSet;
  return sameExperiment(runSets, runSet)[0] ?? runSet;
}

function sameExperiment(runSets: readonly RunSet[], { experiment }: RunSet): readonly RunSet[] {
  return runSets.filter((other) => other.experiment === experiment);
}

function onlyOne({ id, experiment, imported }: RunSet, runSets: readonly RunSet[]): string {
  const others = runSets.filter((other) => other.experiment !== experiment).slice(0, listed);
  return describeOneRunSet({
    id,
    experiment,
    ...(imported ? { imported } : {}),
    others: others.map((other) => other.id),
  });
}
