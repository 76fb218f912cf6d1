/**
 * Which run set is meant: an id, a unique beginning of one, a name given with `--name`, an experiment or its file, or
 * `@latest`, which is of those that were measured here as long as there is one. `~1` behind it is the one before, of the same line: of the same name, and else of the same experiment.
 */
import { suggest } from '#core/suggest.js';
import type { RunSet } from '#domain/run-set.js';
import { describeRunChoice } from '#wording/run-choice.js';
import { UserMistake } from './output.js';

type Choosable = Pick<RunSet, 'id' | 'name' | 'experiment' | 'specPath' | 'startedAt' | 'imported'>;

/** `runSets` newest first, as the store gives them. */
export function selectRun<T extends Choosable>(runSets: readonly T[], wanted = '@latest'): T {
  const { line, back, alike } = lineOf(runSets, wanted);
  const found = line[back];
  if (found) return found;
  if (runSets.length === 0) throw new UserMistake(describeRunChoice({ kind: 'none' }, wanted, []));
  if (alike.length > 1) throw new UserMistake(describeRunChoice({ kind: 'ambiguous' }, wanted, alike));
  if (line.length > 0)
    throw new UserMistake(describeRunChoice({ kind: 'too-far', back, count: line.length }, wanted, line));
  const known = runSets.flatMap(({ id, name, experiment }) => [...(name === null ? [] : [name]), experiment, id]);
  const suggestion = suggest(wanted, [...new Set(known)]);
  throw new UserMistake(describeRunChoice({ kind: 'unknown', suggestion }, wanted, runSets));
}

/** Undefined when nothing or more than one fits. */
export function findRun<T extends Choosable>(runSets: readonly T[], wanted: string): T | undefined {
  const { line, back } = lineOf(runSets, wanted);
  return line[back];
}

interface Line<T> {
  /** From the one that is meant back in time. */
  readonly line: readonly T[];
  readonly back: number;
  /** Where only the beginning of an id is ambiguous: all that begin with it. */
  readonly alike: readonly T[];
}

function lineOf<T extends Choosable>(runSets: readonly T[], wanted: string): Line<T> {
  const exact = runSets.find(({ id }) => id === wanted);
  if (exact) return { line: [exact], back: 0, alike: [] };
  const [, base = '', latest, steps] = /^(.*?)(@latest)?(?:~(\d{1,4}))?$/s.exec(wanted) ?? [];
  const back = Number(steps ?? 0);
  if (base === '')
    return { line: latest === undefined ? [] : sameExperiment(runSets, latestOf(runSets)), back, alike: [] };
  const called = runSets.filter((runSet) => isCalled(runSet, base));
  if (called.length > 0) return { line: called, back, alike: [] };
  const alike = runSets.filter(({ id }) => id.startsWith(base));
  return { line: alike.length === 1 ? sameExperiment(runSets, alike[0]) : [], back, alike };
}

/** A table that is brought in does not become what `resume`, `show` and `diff` mean without words. */
function latestOf<T extends Choosable>(runSets: readonly T[]): T | undefined {
  return runSets.find(({ imported }) => !imported) ?? runSets[0];
}

/** The one before the latest quickstart is a quickstart. */
function sameExperiment<T extends Choosable>(runSets: readonly T[], from: T | undefined): readonly T[] {
  const at = runSets.findIndex(({ id }) => id === from?.id);
  return at < 0 ? [] : runSets.slice(at).filter(({ experiment }) => experiment === from?.experiment);
}

/** A file is known by its path from the project's folder, also when it is asked for from a folder below or beside. */
function isCalled({ name, experiment, specPath }: Choosable, text: string): boolean {
  if (name === text || experiment === text) return true;
  const path = text.replace(/^(?:\.{1,2}\/)+/, '');
  return /\.ya?ml$/.test(path) && (specPath === path || specPath.endsWith(`/${path}`));
}
