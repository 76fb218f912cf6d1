/**
 * About how long the rest of a run set takes: for people, never for a decision. Past attempts are timed by wall time,
 * which is good enough for an estimate and is all that rows have; without any, the plan's own estimate is shared out.
 */
import type { Attempt, Work } from '#domain/attempt.js';
import type { Standing } from '#domain/cell-state.js';
import type { Plan } from '#domain/plan.js';
import { outlookOf } from '#wording/cell-state.js';

/** Null when a plain `resume` has nothing to do. Boards are taken to work one after the other. */
export function timeLeft(plan: Plan, standings: readonly Standing[], attempts: readonly Attempt[]): number | null {
  const waiting = standings.filter((standing) => standing.cell.kind === 'run' && outlookOf(standing).again === 'yes');
  if (waiting.length === 0) return null;
  const typical = typicalNs(plan, standings, attempts);
  return waiting.reduce((total, { sessions, accuracy }) => {
    const counting = accuracy === 'pending' || accuracy === 'running' ? 1 : 0;
    return total + (sessions.planned - sessions.accepted) * typical.session + counting * typical.accuracy;
  }, 0);
}

function typicalNs(
  plan: Plan,
  standings: readonly Standing[],
  attempts: readonly Attempt[],
): { session: number; accuracy: number } {
  const pieces = standings.reduce((total, { sessions, accuracy }) => {
    return total + sessions.planned + (accuracy === 'not-planned' ? 0 : 1);
  }, 0);
  const shared = pieces === 0 ? 0 : plan.estimateNs / pieces;
  return {
    session: median(lengths(attempts, 'session')) ?? shared,
    accuracy: median(lengths(attempts, 'accuracy')) ?? shared,
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
