/**
 * Items that were done by the wall time from the first start to the last end: never 1 / mean. With several inferences in
 * flight neither the first that is listed began first, nor did the last end last: they stand in the order in which they were done.
 */

/** Inferences of one kind, as far as they are counted here; `Samples` are this. */
export interface Timed {
  readonly items?: number;
  readonly startNs: readonly number[];
  readonly phases: { readonly inference?: readonly number[] };
}

/** Null: no time passed. Nothing is copied, since a session may have some ten million of them. */
export function perSecond(runs: readonly Timed[]): { readonly perSecond: number; readonly inferences: number } | null {
  let [first, last, inferences, items] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const { items: each = 1, startNs, phases } of runs) {
    for (const [at, start] of startNs.entries()) {
      first = Math.min(first, start);
      last = Math.max(last, start + (phases.inference?.[at] ?? 0));
    }
    inferences += startNs.length;
    items += startNs.length * each;
  }
  const elapsedNs = last - first;
  return elapsedNs > 0 ? { perSecond: items / (elapsedNs / 1e9), inferences } : null;
}
