/** Numbers and counts of a diff in words. */
import { expect, test } from 'vitest';
import { canBeSeen, effectWords, ratioWords, summarySentence, tooNoisy } from '#wording/diff.js';
import { changeWords } from '#wording/diff-change.js';

const none = {
  'newly-failing': 0,
  regressed: 0,
  improved: 0,
  fixed: 0,
  added: 0,
  removed: 0,
  'not-comparable': 0,
  inconclusive: 0,
  same: 0,
  'both-failing': 0,
};

test.each<[Partial<typeof none>, string]>([
  [
    { regressed: 2, improved: 1, same: 9, inconclusive: 1 },
    '2 cells regressed, 1 improved, 9 the same, 1 inconclusive.',
  ],
  [{ same: 1 }, '1 cell the same.'],
  [{ 'not-comparable': 3, removed: 1 }, '3 cells not comparable, 1 removed.'],
  [{}, 'There is no cell to compare.'],
])('%j', (counts, sentence) => {
  expect(summarySentence({ counts: { ...none, ...counts }, accuracyChanged: 0, sizeChanged: 0 })).toBe(sentence);
});

test('accuracy and size are said besides', () => {
  const sentence = summarySentence({ counts: { ...none, improved: 2 }, accuracyChanged: 1, sizeChanged: 2 });
  expect(sentence).toBe('2 cells improved; accuracy changed in 1; model size changed in 2.');
});

test.each<[number, [number, number] | null, string]>([
  [1.23, [1.18, 1.29], '1.23 × (1.18–1.29) slower'],
  [0.5, [0.4, 0.625], '2.00 × (1.60–2.50) faster'],
  [1.001, [0.98, 1.02], '1.00 × (0.98–1.02)'],
  [0.999, null, '1.00 ×'],
  [12.34, [1, 1e9], '12.3 × (1.00–>100) slower'],
  [0.999, [1e-9, 2], '1.00 × (0.50–>100)'],
])('a ratio of %d is the larger by the smaller', (ratio, ends, words) => {
  expect(ratioWords(ratio, ends && { low: ends[0], high: ends[1] })).toBe(words);
});

test.each([
  [0.1, '10 %'],
  [0.05, '5 %'],
  [0.0512, '5.1 %'],
  [0.2549, '25 %'],
])('an effect of %d', (effect, words) => {
  expect(effectWords(effect)).toBe(words);
});

test('what can be seen is a percentage, and a factor where it doubles', () => {
  expect(canBeSeen(3, 0.25)).toBe(
    'With 3 sessions a side and the noise of these, changes above about 25 % can be seen',
  );
  expect(canBeSeen(3, 37.18)).toContain('only changes by a factor of about 38.2 or more can be seen');
});

test('what would decide is a number of sessions only when anyone would measure so many', () => {
  const noise = { sessions: 3, detectable: 0.25, goal: 0.15 };
  expect(tooNoisy({ ...noise, needed: 6 }).hint).toContain('about 6 sessions a side would show a change of 15 %');
  expect(tooNoisy({ ...noise, needed: 3 }).hint).toContain('more sessions narrow the interval');
  expect(tooNoisy({ ...noise, needed: null }).hint).toContain('quieten the machine');
});

test.each([
  [{ of: 'environment', what: 'memory.bytes', a: '4000000000', b: null }, 'memory 4.00 GB → unknown (observed)'],
  [
    { of: 'environment', what: 'runner.onnxruntime', a: '1.19', b: '1.20' },
    'onnxruntime in use 1.19 → 1.20 (observed)',
  ],
  [{ of: 'route', what: null, a: null, b: null }, 'route (what it means): another one'],
  [{ of: 'runner', what: 'x', a: null, b: 'y'.repeat(500) }, `x none → ${'y'.repeat(119)}… (runner)`],
])('%j', (change, words) => {
  expect(changeWords(change, 'what it means')).toBe(words);
});
