/** Whether a board is as fast as it was: its canary against the median of its own last good ones. */
import { ns } from '#core/units.js';
import { type Canary, type CanaryMeasure, type CanaryVerdict, historyMost, slowestOf } from '#domain/canary.js';
import { ascending, quantile } from './quantile.js';

/** `history` is all that is known of canaries under this board's name; only those of the same machine and work count. */
export function judgeCanary(measure: CanaryMeasure, machine: string | null, history: readonly Canary[]): CanaryVerdict {
  const durationNs = medianNs(measure.roundsNs);
  const good = goodCanaries(machine, history).filter((end) => end.measure.megabytes === measure.megabytes);
  if (good.length === 0) return { kind: 'baseline', durationNs };
  const usualNs = medianNs(good.slice(-historyMost).map((end) => end.verdict.durationNs));
  const of = Math.min(good.length, historyMost);
  return { kind: durationNs > usualNs * slowestOf ? 'suspect' : 'good', durationNs, usualNs, of };
}

/** How much to hash: as much as the last good time, so that the times can be compared; 0 lets the board find out. */
export function workOf(machine: string | null, history: readonly Canary[]): number {
  return goodCanaries(machine, history).at(-1)?.measure.megabytes ?? 0;
}

interface GoodEnd {
  readonly measure: CanaryMeasure;
  readonly verdict: CanaryVerdict;
}

/** In order of opening. */
function goodCanaries(machine: string | null, history: readonly Canary[]): readonly GoodEnd[] {
  return history.flatMap(({ machine: of, end }) =>
    of === machine && end?.measure && end.verdict && end.verdict.kind !== 'suspect'
      ? [{ measure: end.measure, verdict: end.verdict }]
      : [],
  );
}

function medianNs(values: readonly number[]) {
  return ns(quantile(ascending(values), 0.5));
}
