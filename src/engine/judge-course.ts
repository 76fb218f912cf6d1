/**
 * Whether a session was what the protocol of its cell asks for, as far as its samples show it. A runner that does not know of a
 * pause, a batch or streams reads over them in its job file; what it measured then is something else, and would not say so.
 */
import type { Protocol } from '#domain/experiment.js';
import type { Samples } from '#domain/message.js';
import type { Doubt } from '#domain/outcome.js';

export function doubtsOfCourse(protocol: Protocol, samples: readonly Samples[]): readonly Doubt[] {
  const { batch = 1, streams = 1, warmup, durationTargetNs } = protocol;
  const items = samples[0]?.items ?? 1;
  const { pauseNs, lengthNs } = timesOf(samples);
  // What was not asked for is not looked at: starts and ends of a coarse clock may overlap.
  return [
    ...(items === batch ? [] : [doubt('batch', batch, items)]),
    ...streamDoubts(streams, samples),
    ...shorter('warmup.pause in ns', warmup.pauseNs, pauseNs),
    ...shorter('duration.target in ns', durationTargetNs, lengthNs),
  ];
}

function shorter(what: string, asked: number | undefined, found: number): readonly Doubt[] {
  return asked === undefined || found >= asked ? [] : [doubt(what, asked, found)];
}

function doubt(what: string, asked: number, found: number): Doubt {
  return { code: 'protocol/not-followed', facts: { what, asked, found } };
}

/** A short session may end before each of them was used; one that is not asked for is never there. */
function streamDoubts(streams: number, samples: readonly Samples[]): readonly Doubt[] {
  if (samples.every(({ stream }) => stream === undefined)) return streams === 1 ? [] : [doubt('streams', streams, 1)];
  let most = 0;
  for (const { stream = [] } of samples) for (const each of stream) most = Math.max(most, each + 1);
  return streams > 1 && most <= streams ? [] : [doubt('streams', streams, most)];
}

/** Between the last end before the steady iterations and their first start, and from that to their last end. */
function timesOf(samples: readonly Samples[]): { readonly pauseNs: number; readonly lengthNs: number } {
  let [warm, first, last] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { of, startNs, phases } of samples) {
    for (const [at, start] of startNs.entries()) {
      const end = start + (phases.inference?.[at] ?? 0);
      if (of === 'steady') [first, last] = [Math.min(first, start), Math.max(last, end)];
      else warm = Math.max(warm, end);
    }
  }
  return { pauseNs: first - warm, lengthNs: last - first };
}
