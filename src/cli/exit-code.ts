/** What a command says to the shell. */
import { countStates, type Standing } from '#domain/cell-state.js';

export const exitCodes = {
  done: 0,
  bug: 1,
  mistake: 2,
  cellsFailed: 3,
  regressed: 4,
  nothingMeasured: 5,
  notVerified: 6,
  interrupted: 130,
} as const;

/**
 * Failed and blocked cells make 3, and so do partial ones: sessions of them are missing. Unsupported and not applicable
 * are answers. An invalid cell is an answer too when the framework cannot do what was asked (`execution/…`: the same
 * every time, marked in every table); answers that differ between sessions are a failure.
 */
export function exitCodeOfRun(standings: readonly Standing[], stopped: boolean): number {
  if (stopped) return exitCodes.interrupted;
  const counts = countStates(standings);
  const unstable = standings.some(
    ({ state }) => state.kind === 'invalid' && state.doubts.some((doubt) => doubt.code === 'answers/differ'),
  );
  const accuracyFailed = standings.some(({ accuracy, state }) => accuracy === 'failed' && state.kind === 'measured');
  if (counts.failed + counts.blocked + counts.partial > 0 || unstable || accuracyFailed) return exitCodes.cellsFailed;
  return counts.measured === 0 ? exitCodes.nothingMeasured : exitCodes.done;
}
