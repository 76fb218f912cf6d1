/** What a command says to the shell. */
import { type CellState, countStates, type Standing } from '#domain/cell-state.js';
import type { StopCause } from '#domain/stop-cause.js';

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
 * A run that `--until` ends is judged by what it came to: what waits is no failure. One that `--fail-fast` ends has its own.
 */
export function exitCodeOfRun(standings: readonly Standing[], stopped: StopCause['kind'] | null): number {
  if (stopped === 'asked') return exitCodes.interrupted;
  if (stopped === 'failed') return exitCodes.cellsFailed;
  const all = stopped === 'until' ? standings.filter(({ state }) => !isWaiting(state)) : standings;
  const began = all.length < standings.length && standings.some(({ sessions }) => sessions.accepted > 0);
  const code = exitCodeOf(all);
  return code === exitCodes.nothingMeasured && began ? exitCodes.done : code;
}

/** `--until` comes between sessions too: a cell of which some are stored and none failed waits, as those that were not begun. */
function isWaiting(state: CellState): boolean {
  return state.kind === 'pending' || state.kind === 'running' || (state.kind === 'partial' && state.last === null);
}

function exitCodeOf(standings: readonly Standing[]): number {
  const counts = countStates(standings);
  const unstable = standings.some(
    ({ state }) => state.kind === 'invalid' && state.doubts.some((doubt) => doubt.code === 'answers/differ'),
  );
  const accuracyFailed = standings.some(({ accuracy, state }) => accuracy === 'failed' && state.kind === 'measured');
  if (counts.failed + counts.blocked + counts.partial > 0 || unstable || accuracyFailed) return exitCodes.cellsFailed;
  return counts.measured === 0 ? exitCodes.nothingMeasured : exitCodes.done;
}
