/** What a runner did is held against what it was asked for, as far as its samples show it. */
import { expect, test } from 'vitest';
import { ns } from '#core/units.js';
import type { Protocol } from '#domain/experiment.js';
import type { Samples } from '#domain/message.js';
import { doubtsOfCourse } from '#engine/judge-course.js';
import { describeDoubt } from '#wording/outcome.js';

const plain: Protocol = {
  sessions: 1,
  warmup: { iterations: 1, maxNs: ns(1) },
  iterations: { min: 2, max: 2 },
  durationMinNs: ns(0),
  scenario: 'single-stream',
  input: 'random',
  order: 'interleaved',
};
/** The warm-up ends at 110; steady from 150 to 210. */
const samples: readonly Samples[] = [
  { of: 'warm-up', first: 0, startNs: [100], phases: { inference: [10] } },
  { of: 'steady', first: 1, startNs: [150, 200], phases: { inference: [10, 10] } },
];
const counted = (more: Partial<Samples>): readonly Samples[] => samples.map((run) => ({ ...run, ...more }));
const flown = samples.map((run) => ({ ...run, stream: run.startNs.map((_, at) => at) }));
const found = (more: Partial<Protocol>, of = samples): readonly string[] =>
  doubtsOfCourse({ ...plain, ...more }, of).map((doubt) => describeDoubt(doubt).headline);

test('what was done as asked has no doubt', () => {
  expect(found({})).toEqual([]);
  expect(found({ warmup: { ...plain.warmup, pauseNs: ns(40) }, durationTargetNs: ns(60) })).toEqual([]);
  expect(found({ batch: 4 }, counted({ items: 4 }))).toEqual([]);
  // Of four that are asked for, a session of two inferences shows two.
  expect(found({ streams: 4 }, flown)).toEqual([]);
});

test('starts and ends of a coarse clock may overlap where no pause was asked for', () => {
  const [warmUp, ...steady] = samples;
  if (!warmUp) throw new Error('there is no warm-up');
  expect(found({}, [{ ...warmUp, phases: { inference: [51] } }, ...steady])).toEqual([]);
});

test('what was not is told with both', () => {
  expect(found({ warmup: { ...plain.warmup, pauseNs: ns(41) } })).toEqual([
    'asked for warmup.pause in ns 41, and the samples show 40',
  ]);
  expect(found({ durationTargetNs: ns(61) })).toEqual(['asked for duration.target in ns 61, and the samples show 60']);
  expect(found({ batch: 4 })).toEqual(['asked for batch 4, and the samples show 1']);
  expect(found({}, counted({ items: 4 }))).toEqual(['asked for batch 1, and the samples show 4']);
  expect(found({ streams: 2 })).toEqual(['asked for streams 2, and the samples show 1']);
  expect(found({}, flown)).toEqual(['asked for streams 1, and the samples show 2']);
  expect(found({ streams: 2 }, counted({ stream: [0, 5] }))).toEqual(['asked for streams 2, and the samples show 6']);
});
