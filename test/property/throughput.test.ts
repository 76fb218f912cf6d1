/** Rates and latencies of any batch and any number of streams: laws that hold for whatever a board may send. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Samples } from '#domain/message.js';
import { latencyMetrics } from '#engine/latency-metrics.js';
import { perSecond } from '#stats/throughput.js';

/** A closed loop in each stream: pauses between inferences, and how long each took; listed in the order of their ends. */
const flights = fc
  .record({
    items: fc.integer({ min: 1, max: 256 }),
    streams: fc.array(
      fc.array(fc.record({ idle: fc.integer({ min: 0, max: 1e6 }), took: fc.integer({ min: 1, max: 1e9 }) }), {
        minLength: 1,
        maxLength: 20,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ items, streams }) => {
    const all = streams.flatMap((stream, of) => {
      let at = 1e15;
      return stream.map(({ idle, took }) => {
        const start = at + idle;
        at = start + took;
        return { start, took, of };
      });
    });
    return { items, streams: streams.length, all: all.sort((a, b) => a.start + a.took - b.start - b.took) };
  });
type Flight = typeof flights extends fc.Arbitrary<infer T> ? T : never;

function samplesOf({ items, streams, all }: Flight, cut: number): readonly Samples[] {
  return [all.slice(0, cut), all.slice(cut)].map((part, at) => ({
    of: 'steady',
    first: at * cut,
    ...(items === 1 ? {} : { items }),
    startNs: part.map(({ start }) => start),
    ...(streams === 1 ? {} : { stream: part.map(({ of }) => of) }),
    phases: { inference: part.map(({ took }) => took) },
  }));
}

const value = (samples: readonly Samples[], statistic: string, name = 'latency'): number =>
  latencyMetrics(samples).find((metric) => metric.name === name && metric.statistic === statistic)?.value ?? Number.NaN;

test('a rate is all items by the wall time, however many were in flight and however the samples are cut', () => {
  fc.assert(
    fc.property(flights, fc.nat(120), (flight, cut) => {
      const { items, all } = flight;
      const wall = Math.max(...all.map(({ start, took }) => start + took)) - Math.min(...all.map(({ start }) => start));
      const found = value(samplesOf(flight, Math.min(cut, all.length)), 'mean', 'throughput');
      expect(found).toBeCloseTo((items * all.length) / (wall / 1e9), 6);
    }),
  );
});

test('it never exceeds what its streams could do at their mean latency', () => {
  fc.assert(
    fc.property(flights, (flight) => {
      const samples = samplesOf(flight, 0);
      const rate = value(samples, 'mean', 'throughput') / flight.items;
      // Little: inferences in flight on average are rate times mean latency, and never more than there are streams.
      expect((rate * value(samples, 'mean')) / 1e9).toBeLessThanOrEqual(flight.streams * (1 + 1e-9));
    }),
  );
});

test('latencies hang on no item count, and are named under load where several were in flight', () => {
  fc.assert(
    fc.property(flights, (flight) => {
      const [loaded, single] = [samplesOf(flight, 0), samplesOf({ ...flight, items: 1 }, 0)];
      for (const statistic of ['min', 'median', 'max', 'mean'])
        expect(value(loaded, statistic)).toBe(value(single, statistic));
      const sorted = flight.all.map(({ took }) => took).sort((a, b) => a - b);
      expect([value(loaded, 'min'), value(loaded, 'max')]).toEqual([sorted[0], sorted.at(-1)]);
      const scopes = latencyMetrics(loaded).filter(({ name, statistic }) => name === 'latency' && statistic !== 'cold');
      expect(new Set(scopes.map(({ scope }) => scope))).toEqual(
        new Set([flight.streams > 1 ? 'under-load' : 'inference']),
      );
    }),
  );
});

test('no time and no inference have no rate', () => {
  expect(perSecond([])).toBeNull();
  expect(perSecond([{ startNs: [5], phases: { inference: [0] } }])).toBeNull();
});
