/** A run set by id, by a unique beginning of it, by its name, by its experiment, `@latest` or `@latest~1`. */
import type { RunSet } from '#domain/run-set.js';
import { visible } from '#wording/control.js';
import { moment } from '#wording/quantity.js';
import { UserMistake } from './output.js';

const listed = 8;

/** `runSets` newest first, as the store gives them. */
export function selectRun(runSets: readonly RunSet[], wanted = '@latest'): RunSet {
  const newest = runSets[0];
  if (!newest)
    throw new UserMistake('Nothing has been measured here yet: `orchestrate run FILE` makes the first run set.');
  const found = findRun(runSets, wanted);
  if (found) return found;
  const alike = runSets.filter(({ id }) => id.startsWith(wanted));
  const why = alike.length > 1 ? `${alike.length} run sets begin with it` : 'there is none';
  const candidates = (alike.length > 1 ? alike : runSets).slice(0, listed);
  throw new UserMistake(
    [
      `Run set ${visible(wanted)}: ${why}. Name one by id, unique beginning, experiment, @latest or @latest~1:`,
      ...candidates.map(({ id, startedAt }) => `  ${visible(id)}  ${moment(startedAt)}`),
    ].join('\n'),
  );
}

/** Undefined when nothing or more than one fits. */
export function findRun(runSets: readonly RunSet[], wanted: string): RunSet | undefined {
  const back = /^@latest(?:~(\d{1,4}))?$/.exec(wanted);
  if (back) {
    // Of one experiment: the one before the latest quickstart is a quickstart.
    const sameName = runSets.filter(({ experiment }) => experiment === runSets[0]?.experiment);
    return sameName[Number(back[1] ?? 0)];
  }
  const named =
    runSets.find(({ id }) => id === wanted) ??
    runSets.find(({ name }) => name === wanted) ??
    runSets.find(({ experiment }) => experiment === wanted);
  if (named) return named;
  const begins = wanted === '' ? [] : runSets.filter(({ id }) => id.startsWith(wanted));
  return begins.length === 1 ? begins[0] : undefined;
}
