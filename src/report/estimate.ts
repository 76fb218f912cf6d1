/**
 * About how long the rest of a run set takes: for people, never for a decision. Past attempts are timed by wall time,
 * which is good enough for an estimate and is all that rows have; without any, the plan's own estimate is shared out.
 */
import type { Attempt, Work } from '#domain/attempt.js';
import type { Progress } from '#domain/progress.js';
import { outlookOf } from '#wording/cell-state.js';

/** Null when a plain `resume` has nothing to do. Boards are taken to work one after the other. */
export function timeLeft(progress: Progress): number | null {
  // What the plan does not run has no sessions: `resume` looks at it again, which takes no time.
  const waiting = progress.alike.filter(({ place }) => place.sessions.planned > 0 && outlookOf(place).again === 'yes');
  if (waiting.length === 0) return null;
  const typical = typicalNs(progress);
  return waiting.reduce((total, { place: { sessions, accuracy }, cells }) => {
    const counting = accuracy === 'pending' || accuracy === 'running' ? 1 : 0;
    const each = (sessions.planned - sessions.accepted) * typical.session + counting * typical.accuracy;
    return total + cells * each;
  }, 0);
}

function typicalNs({ alike, estimateNs, lately }: Progress): { session: number; accuracy: number } {
  const pieces = alike.reduce((total, { place: { sessions, accuracy }, cells }) => {
    return total + cells * (sessions.planned + (accuracy === 'not-planned' ? 0 : 1));
  }, 0);
  const shared = pieces === 0 ? 0 : estimateNs / pieces;
  return {
    session: median(lengths(lately, 'session')) ?? shared,
    accuracy: median(lengths(lately, 'accuracy')) ?? shared,
  };
}

function lengths(attempts: readonly Attempt[], kind: Work['kind']): number[] {
  return attempts.flatMap(({ work, openedAt, endedAt, outcome }) => {
    if (work.kind !== kind || endedAt === undefined || outcome?.kind !== 'succeeded') return [];
    const ms = Date.parse(endedAt) - Date.parse(openedAt);
    // A clock set back in between makes nonsense of it.
    return Number.isFinite(ms) && ms >= 0 ? [ms * 1e6] : [];
  });
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
