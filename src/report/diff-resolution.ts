/**
 * What these sessions could have shown, and how many more would show something smaller. Of rows that were not decided by
 * their own noise: one loud cell among quiet ones must not speak for them, nor they for it.
 */
import type { Comparison, Resolution, Row } from '#compare/comparison.js';
import { detectableEffect, resolutionOf } from '#compare/resolution.js';

export interface ResolutionView extends Resolution {
  /** So many sessions a side would show a change of `goal`; null: more than anyone would measure. */
  readonly needed: number | null;
  /** The effect that `needed` is about. */
  readonly goal: number;
}

/** Of all tested rows. */
export function resolutionView(comparison: Comparison): ResolutionView | null {
  return viewOf(comparison.resolution, comparison);
}

/** Of the rows that were tested and came to no verdict. */
export function uncertainView(comparison: Comparison): ResolutionView | null {
  return viewOf(resolutionOf(comparison.rows.filter(isUncertain), comparison.policy), comparison);
}

function isUncertain({ verdict, because }: Pick<Row, 'verdict' | 'because'>): boolean {
  return verdict === 'inconclusive' && because === null;
}

const sessionsAnyoneMeasures = 30;

/** The family is that of the whole diff, whichever rows the noise is of. */
function viewOf(resolution: Resolution | null, { tests, policy }: Comparison): ResolutionView | null {
  if (!resolution) return null;
  const { spread } = resolution;
  const effectWith = (sessions: number): number => detectableEffect({ spread, sessions, tests }, policy);
  // A true change of just the threshold is estimated below it every second time, however many sessions there are.
  const goal = Number((policy.threshold * 1.5).toPrecision(6));
  let needed = resolution.sessions;
  while (needed <= sessionsAnyoneMeasures && effectWith(needed) > goal) needed++;
  return {
    ...resolution,
    detectable: effectWith(resolution.sessions),
    goal,
    needed: needed <= sessionsAnyoneMeasures ? needed : null,
  };
}
